namespace SparkControl.Contracts.Redis;

/// <summary>A lease that was ours when this was made. Every fenced write checks its token again in Redis.</summary>
public sealed class Lease : IDisposable
{
    private readonly LeaseTimes times;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private long renewed;

    internal Lease(string key, string token, long sentAt, LeaseTimes times, TimeProvider time)
    {
        Key = key;
        Token = token;
        renewed = sentAt;
        (this.times, this.time) = (times, time);
        Lost = lost.Token;
    }

    /// <summary>The Redis key.</summary>
    public string Key { get; }

    /// <summary>What the key holds while it is ours.</summary>
    public string Token { get; }

    /// <summary>Cancelled when the lease is known to be lost, given back, or too old to be sure.</summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Whether its holder may still change something outside Redis: not later than <see cref="LeaseTimes.Acts"/> after
    /// the last renewal that succeeded was sent. A process that was stopped and wakes finds out here, before it does
    /// harm.
    /// </summary>
    public bool MayMutate => !lost.IsCancellationRequested && Age < times.Acts;

    internal TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref renewed));

    internal void Renewed(long sentAt) => Interlocked.Exchange(ref renewed, sentAt);

    internal void Lose() => lost.Cancel();

    /// <summary>Ends it; called by its keeper after it was given back.</summary>
    public void Dispose() => lost.Dispose();
}
