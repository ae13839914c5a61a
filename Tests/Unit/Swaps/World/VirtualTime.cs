namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>Time that stands still between events, and the events that are to come.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long At, long Order)> events = new();
    private long order;

    /// <summary>Milliseconds since the beginning.</summary>
    public long Now { get; private set; }

    public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(Now);

    public override long GetTimestamp() => Now;

    public override long TimestampFrequency => 1000;

    /// <summary>
    /// Lets something happen later; what is due at one moment happens in the order in which it was said.
    /// </summary>
    public void In(long milliseconds, Action happen) => events.Enqueue(happen, (Now + milliseconds, order++));

    /// <summary>Lets the next thing happen; false when nothing will.</summary>
    public bool Step()
    {
        if (!events.TryDequeue(out var happen, out var due)) return false;

        Now = due.At;
        happen();
        return true;
    }
}
