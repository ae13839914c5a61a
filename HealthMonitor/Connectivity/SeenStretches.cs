using SparkControl.Contracts;
using SparkControl.Contracts.Uptime;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>The time between the looks at one service, as far as it is known.</summary>
/// <param name="Spans">Oldest first; what is unknown is in none.</param>
/// <param name="At">When the last look was.</param>
/// <param name="State">What it saw.</param>
internal sealed record SeenStretches(IReadOnlyList<UptimeSpan> Spans, DateTimeOffset At, UptimeState State)
{
    private const int Most = 1000;

    public static SeenStretches First(ServiceState seen, DateTimeOffset now) =>
        new([], now, UptimeBuckets.StateOf(seen));

    /// <summary>With one more look. What it sees counts from when its verdict is so, not from the look on.</summary>
    public SeenStretches Next(ServiceState seen, DateTimeOffset now)
    {
        var state = UptimeBuckets.StateOf(seen);
        var turn = state != State && seen.Since > At && seen.Since < now ? seen.Since : now;
        var isClose = now - At <= Observed.CountsFor;
        UptimeSpan?[] passed =
        [
            UptimeSpan.Between(At, State, turn, Observed.CountsFor),
            isClose ? UptimeSpan.Between(turn, state, now, Observed.CountsFor) : null
        ];
        return new([.. passed.OfType<UptimeSpan>().Aggregate(Spans, With).TakeLast(Most)], now, state);
    }

    /// <summary>Without what was before a moment.</summary>
    public SeenStretches After(DateTimeOffset moment) =>
        this with { Spans = [.. Spans.Where(span => span.To > moment)] };

    private static IReadOnlyList<UptimeSpan> With(IReadOnlyList<UptimeSpan> spans, UptimeSpan next) =>
        spans is [.., var last] && last.To == next.From && last.State == next.State
            ? [.. spans.SkipLast(1), last with { To = next.To }]
            : [.. spans, next];
}
