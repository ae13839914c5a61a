using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Arguments;

/// <summary>When an image is asked for its options, and what its answer means. All of it is pure.</summary>
internal static class AskRules
{
    /// <summary>What the head must have to spare: twice what the container may take.</summary>
    public const long LeastMemory = 8L << 30;

    private const int LongestProblem = 200;

    /// <summary>Whether an image is to be asked: never again once it has answered, and hourly until then.</summary>
    public static bool IsDue(OptionsState? known, string image, TimeSpan again, DateTimeOffset now) =>
        known?.Of(image) is not { } asked || (!asked.IsKnown && now - asked.AskedAt >= again);

    /// <summary>Whether nothing else is done to the pair, or will be by who has reserved it.</summary>
    public static bool IsQuiet(
        SwapState? swap, IEnumerable<JobState> jobs, Observed<Reservation>? reservation, DateTimeOffset now) =>
        swap is not { IsActive: true } && !jobs.Any(job => job.IsActive)
        && (reservation is null || reservation.Value.By(reservation.ObservedAt).Left(now) <= TimeSpan.Zero);

    /// <summary>Whether the head was seen just now to have memory to spare.</summary>
    public static bool HasRoom(NodeStatus? head) =>
        head is { Stale: false, SampledAt: not null, MemAvailableBytes: >= LeastMemory };

    /// <summary>What came of an ask.</summary>
    public static ImageOptions Of(OptionsAsk ask, HeardHelp heard) => HelpOptions.Read(heard.Printed) is { } help
        ? new(ask.Image, ask.At, help.Names) { Version = help.Version }
        : new(ask.Image, ask.At, []) { Problem = Problem(heard) };

    private static string Problem(HeardHelp heard) => heard.ExitCode switch
    {
        124 or 137 => FormattableString.Invariant(
            $"It gave no answer within {HelpScript.Limit.TotalMinutes} minutes and 4 GiB of memory."),
        _ when LastLine(heard.Printed) is { } said => $"It says: {said}",
        _ => FormattableString.Invariant($"It has said nothing, and ended with code {heard.ExitCode}.")
    };

    private static string? LastLine(string printed) =>
        printed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [.., var last]
            ? last.Length > LongestProblem ? $"{last[..LongestProblem]}…" : last
            : null;
}
