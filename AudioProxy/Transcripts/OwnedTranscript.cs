using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// A transcript that this process runs. What is changed here is written soon, in order, by one loop; while Redis is
/// away it waits. Disposed without an end it is interrupted.
/// </summary>
internal sealed class OwnedTranscript : IAsyncDisposable
{
    private readonly TranscriptPen pen;
    private readonly TranscriptTimes times;
    private readonly TimeProvider time;
    private readonly PartsOutbox parts = new();
    private readonly ConcurrentQueue<(string Hash, string Window)> windows = new();
    private readonly LookSignal looks = new();
    private readonly CancellationTokenSource cancelled = new(), lost = new(), closing = new();
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TranscriptState state;
    private TranscriptState written;
    private long heardAt;
    private bool isDisposed;
    private Task writing = Task.CompletedTask;

    private OwnedTranscript(TranscriptPen pen, TranscriptState state, TranscriptTimes times, TimeProvider time)
    {
        (this.pen, this.times, this.time) = (pen, times, time);
        (this.state, written, heardAt) = (state, state, time.GetTimestamp());
        (Cancelled, Lost) = (cancelled.Token, lost.Token);
    }

    /// <summary>As it is now, whether or not that is written.</summary>
    public TranscriptState State => Volatile.Read(ref state);

    /// <summary>Cancelled when any instance was asked to end it.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>
    /// Cancelled when nothing more can be written: it was marked as interrupted, or Redis was away for too long.
    /// </summary>
    public CancellationToken Lost { get; }

    /// <summary>Changes the state. Never waits; what changes faster than it is written is written once.</summary>
    /// <param name="change">Asked again where another one has changed it meanwhile.</param>
    public void Update(Func<TranscriptState, TranscriptState> change)
    {
        TranscriptState before;
        do before = State;
        while (before.EndedAt is null && Interlocked.CompareExchange(ref state, change(before), before) != before);
        looks.Ask();
    }

    /// <summary>Adds settled parts behind those before. Never waits.</summary>
    public void Add<T>(IEnumerable<T> settled)
    {
        foreach (var part in settled) parts.Add(Wire.Write(part));
        looks.Ask();
    }

    /// <summary>Keeps a finished window for whoever gets the same recording. Never waits.</summary>
    public void Keep<T>(string hash, T window)
    {
        windows.Enqueue((hash, Wire.Write(window)));
        looks.Ask();
    }

    /// <summary>Ends it, when everything that was added before is written.</summary>
    /// <returns>False when it was lost before.</returns>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public Task<bool> EndAsync(TranscriptPhase phase, TranscriptProblem? problem, CancellationToken cancel)
    {
        Update(now => now.Ended(phase, problem, time.GetUtcNow()));
        return ended.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;

        await closing.CancelAsync();
        await writing;
        foreach (var source in new[] { cancelled, lost, closing }) source.Dispose();
    }

    internal static OwnedTranscript Open(
        TranscriptPen pen, ChannelNews news, TranscriptState state, TranscriptTimes times, TimeProvider time)
    {
        var owned = new OwnedTranscript(pen, state, times, time);
        owned.writing = owned.WriteAsync(news);
        return owned;
    }

    private async Task WriteAsync(ChannelNews news)
    {
        // Its own writes are no news to it.
        using var watch = news.Watch(pen.Id, word =>
        {
            if (word is "" or "cancel") looks.Ask();
        });
        while (!closing.IsCancellationRequested && !ended.Task.IsCompleted)
        {
            try
            {
                while (await WriteNextAsync())
                {
                }
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
            {
                if (time.GetElapsedTime(heardAt) >= times.Patience) Lose();
            }
            catch
            {
                // Nobody waits for an end that will not be written.
                Lose();
                throw;
            }

            await WaitAsync();
        }
    }

    /// <returns>Whether more waits.</returns>
    private async Task<bool> WriteNextAsync()
    {
        while (windows.TryPeek(out var window))
        {
            await pen.KeepAsync(window.Hash, window.Window);
            windows.TryDequeue(out _);
        }

        // The state first: what was added before an end is then among the parts. An end waits for the last of them.
        var now = State;
        var batch = parts.Next(out var isAll);
        var next = isAll || now.EndedAt is null ? now : written;
        var isNews = batch.Count > 0 || !ReferenceEquals(next, written);
        var told = isNews ? next with { SegmentsCount = parts.Stored + batch.Count } : null;
        var outcome = await pen.WriteAsync(told, parts.Stored, batch);
        if (outcome == PenOutcome.Refused)
        {
            Lose();
            return false;
        }

        (heardAt, written) = (time.GetTimestamp(), next);
        parts.Written(batch.Count);
        if (outcome == PenOutcome.CancelAsked) _ = cancelled.CancelAsync();
        if (next.EndedAt is not null) ended.TrySetResult(true);
        return !isAll;
    }

    // What hangs on it runs elsewhere.
    private void Lose()
    {
        ended.TrySetResult(false);
        _ = lost.CancelAsync();
    }

    // At least as long as the pace, so that progress is not written more often than anybody looks.
    private async Task WaitAsync()
    {
        if (ended.Task.IsCompleted) return;

        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        await Task.Delay(times.Pace, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAny(Task.Delay(times.Renews, time, either.Token), looks.WaitAsync(either.Token));
        await either.CancelAsync();
    }
}
