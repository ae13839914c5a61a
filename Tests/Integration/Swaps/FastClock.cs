namespace SparkControl.Tests.Integration.Swaps;

/// <summary>The real clock, so many times as fast: what the product waits for comes sooner, and in the same order.</summary>
internal sealed class FastClock(double speed) : TimeProvider
{
    private readonly DateTimeOffset began = System.GetUtcNow();
    private readonly long start = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => began + System.GetElapsedTime(start) * speed;

    public override long GetTimestamp() => start + (long)((System.GetTimestamp() - start) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shortened(dueTime), Shortened(period));

    private TimeSpan Shortened(TimeSpan wait) => wait > TimeSpan.Zero ? wait / speed : wait;
}
