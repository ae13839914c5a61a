using System.Diagnostics.CodeAnalysis;

namespace SparkControl.Sparks;

/// <summary>
/// At most eight channels a node and process; follows leave some of them to commands. Tails are four more, so that who
/// looks at a log never holds up a swap.
/// </summary>
[SuppressMessage(
    "Design", "CA1001",
    Justification = "A semaphore that nobody waits for by handle holds nothing; slots may be given back late.")]
internal sealed class ShellSlots
{
    public const int All = 8;
    public const int Follows = 5;
    public const int Tails = ShellTail.AtOnce;

    private readonly SemaphoreSlim all = new(All, All);
    private readonly SemaphoreSlim follows = new(Follows, Follows);
    private readonly SemaphoreSlim tails = new(Tails, Tails);

    /// <summary>A slot for a command; null when none came free in time.</summary>
    public async Task<IDisposable?> ForCommandAsync(TimeSpan patience, TimeProvider time, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await all.WaitAsync(either.Token);
            return new Slot([all]);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A slot for a follow, whenever one is free.</summary>
    public async Task<IDisposable> ForFollowAsync(CancellationToken cancel)
    {
        await follows.WaitAsync(cancel);
        try
        {
            await all.WaitAsync(cancel);
        }
        catch
        {
            follows.Release();
            throw;
        }

        return new Slot([all, follows]);
    }

    /// <summary>A slot for a tail; null when there is none now.</summary>
    public IDisposable? ForTail() => tails.Wait(0) ? new Slot([tails]) : null;

    private sealed class Slot(SemaphoreSlim[] taken) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 1) return;

            foreach (var semaphore in taken) semaphore.Release();
        }
    }
}
