using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Reservations;

internal static class ReservationEndpoints
{
    private const int LongestHolder = 64, LongestNote = 256, TokenDigits = 48;

    public static IServiceCollection AddReservations(this IServiceCollection services) => services
        .AddSingleton<ReservationDesk>()
        .AddHostedService<ReservationEnd>();

    public static IEndpointRouteBuilder MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservation = routes.MapGroup("/api/swap/lock").WithTags("Swaps");
        reservation.MapGet("/", Show).NeedsState();
        reservation.MapPost("/", TakeAsync).SaysWhen();
        reservation.MapDelete("/", ReleaseAsync).SaysWhen();
        return routes;
    }

    /// <summary>Who has reserved the Sparks, and for how long; its token is not told.</summary>
    /// <remarks>
    /// <c>held</c>, and while it is true <c>holder</c>, <c>acquired_at</c>, <c>expires_at</c>, <c>seconds_remaining</c>
    /// and <c>note</c>.
    /// </remarks>
    internal static ReservationView Show(StateMirror mirror, TimeProvider time) =>
        ReservationView.Of(mirror.Get(States.Reservation), time.GetUtcNow());

    /// <summary>
    /// Reserve the Sparks: without the token of the answer nobody loads or stops a model until it ends. With the token
    /// it is extended. Where <c>watchdog_shed</c> is <c>vllm</c>, the watchdog stops a model in spite of it.
    /// </summary>
    /// <remarks>
    /// For 1 to 86,400 s, 900 without <c>ttl_seconds</c>. Nor does anybody without the token update the launcher. Its
    /// holder's name is no proof, so that who has lost the token waits or has it ended by force. 400 <c>invalid</c>;
    /// 409 <c>reserved_already</c> with <c>holder</c>, <c>seconds_remaining</c> and Retry-After.
    /// </remarks>
    internal static async Task<Results<Ok<ReservationView>, ProblemHttpResult>> TakeAsync(
        ReservationRequest request, ReservationDesk desk, TimeProvider time)
    {
        if (PlainText.Of(request.Holder, LongestHolder) is not { } holder) return ReservationProblems.NoHolder();

        var fresh = RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
        var ttl = TimeSpan.FromSeconds(request.TtlSeconds);
        var taken = await desk.TakeAsync(
            holder, PlainText.Of(request.Note, LongestNote), ttl, request.Token, fresh);
        if (!taken.IsOurs) return ReservationProblems.Held(taken.Shown, time.GetUtcNow());

        // It was extended if the token that was brought is still its own.
        var isExtended = request.Token is { } brought && SwapDesk.HashOf(brought) == taken.Reservation.Token;
        var view = ReservationView.Of(taken.Shown, time.GetUtcNow());
        return TypedResults.Ok(view with { Token = isExtended ? request.Token : fresh });
    }

    /// <summary>
    /// End the reservation: with its token, or with <c>force</c> for a person who wants the Sparks back. Either may
    /// stand in the address, for clients that send no body with a DELETE.
    /// </summary>
    /// <remarks>409 <c>not_the_holder</c>.</remarks>
    internal static async Task<Results<Ok<ReservationView>, ProblemHttpResult>> ReleaseAsync(
        ReservationDesk desk, TimeProvider time, [FromBody] ReservationRelease? request = null,
        [FromQuery] string? token = null, [FromQuery] bool force = false)
    {
        request ??= new() { Token = token, Force = force };
        var released = request.Force ? await desk.ForceAsync() : await desk.ReleaseAsync(request.Token);
        return released.IsOurs
            ? TypedResults.Ok(ReservationView.Of(released.Shown, time.GetUtcNow()))
            : ReservationProblems.NotYours(released.Shown, time.GetUtcNow());
    }
}
