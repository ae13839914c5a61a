using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Reservations;

/// <summary>The refusals around a reservation, each with who holds it and for how long.</summary>
internal static class ReservationProblems
{
    /// <summary>Of the member that says how many seconds are left.</summary>
    public const string Seconds = "seconds_remaining";

    private const string HolderMissing = "It names who reserves the Sparks.";

    public static ProblemHttpResult NoHolder() => Problem(
        "invalid", 400, "A field of the request is not valid", $"holder: {HolderMissing}",
        new Dictionary<string, object?>
        {
            ["errors"] = new Dictionary<string, string[]> { ["holder"] = [HolderMissing] }
        });

    public static ProblemHttpResult Held(Reservation by, DateTimeOffset now) => Of(
        "reserved_already", 409, $"{by.Holder} has reserved the Sparks already",
        "Wait until that ends. To extend it, send its token; its holder's name is no proof.", by, now);

    public static ProblemHttpResult NotYours(Reservation by, DateTimeOffset now) => Of(
        "not_the_holder", 409, $"{by.Holder} has reserved the Sparks",
        "Send its token, or force when a person wants the Sparks back.", by, now);

    /// <summary>A swap without the token.</summary>
    public static ProblemHttpResult Reserved(string holder, long seconds) => Problem(
        "reserved", 423, $"{holder} has reserved the Sparks", "Wait until the reservation ends, or send its token.",
        Extras(holder, seconds));

    private static ProblemHttpResult Of(
        string code, int status, string title, string detail, Reservation by, DateTimeOffset now) =>
        Problem(code, status, title, detail, Extras(by.Holder!, ReservationView.Seconds(by.Left(now))));

    private static Dictionary<string, object?> Extras(string holder, long seconds) =>
        new() { ["holder"] = holder, [Seconds] = Math.Max(1, seconds) };
}
