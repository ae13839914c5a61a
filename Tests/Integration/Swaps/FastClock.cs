namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// The real clock, faster: what the product waits for comes sooner, and in the same order. Its patience shrinks less
/// than its waits do: what it asks is answered by real processes, which take their time on a busy machine.
/// </summary>
/// <param name="waits">By how much timers are shortened.</param>
/// <param name="patience">By how much time itself goes faster.</param>
internal sealed class FastClock(double waits, double patience) : TimeProvider
{
    private readonly DateTimeOffset began = System.GetUtcNow();
    private readonly long start = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => began + System.GetElapsedTime(start) * patience;

    public override long GetTimestamp() => start + (long)((System.GetTimestamp() - start) * patience);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shortened(dueTime), Shortened(period));

    private TimeSpan Shortened(TimeSpan wait) => wait > TimeSpan.Zero ? wait / waits : wait;
}
