namespace SparkControl.Contracts.Redis;

/// <summary>A lease that was ours when this was made. Every fenced write checks its token again in Redis.</summary>
public sealed class Lease : IDisposable
{
    /// <summary>How long a lease lives in Redis without a renewal.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>How long after a renewal was sent its holder still acts on the nodes.</summary>
    public static readonly TimeSpan MutationWindow = TimeSpan.FromSeconds(8);

    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private long renewed;

    internal Lease(string key, string token, long sentAt, TimeProvider time)
    {
        Key = key;
        Token = token;
        renewed = sentAt;
        this.time = time;
        Lost = lost.Token;
    }

    /// <summary>The Redis key.</summary>
    public string Key { get; }

    /// <summary>What the key holds while it is ours.</summary>
    public string Token { get; }

    /// <summary>Cancelled when the lease is known to be lost, given back, or too old to be sure.</summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Whether its holder may still change something outside Redis: not later than 8 s after the last renewal that
    /// succeeded was sent. A process that was stopped and wakes finds out here, before it does harm.
    /// </summary>
    public bool MayMutate => !lost.IsCancellationRequested && Age < MutationWindow;

    internal TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref renewed));

    internal void Renewed(long sentAt) => Interlocked.Exchange(ref renewed, sentAt);

    internal void Lose() => lost.Cancel();

    /// <summary>Ends it; called by its keeper after it was given back.</summary>
    public void Dispose() => lost.Dispose();
}
