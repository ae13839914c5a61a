using System.Runtime.CompilerServices;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What a follower of a transcript is told.</summary>
internal enum TranscriptEventKind { State, Segments, Ping, Done, Failed }

/// <summary>One event of a transcript's stream.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="State">The state when it was read.</param>
/// <param name="From">The index of the first of <paramref name="Parts"/>.</param>
/// <param name="Parts">With <see cref="TranscriptEventKind.Segments"/> the next parts in JSON, else none.</param>
internal sealed record TranscriptEvent(
    TranscriptEventKind Kind, TranscriptState State, long From, IReadOnlyList<string> Parts)
{
    /// <summary>The index from which a reader that has this event goes on.</summary>
    public long Next => From + Parts.Count;
}

/// <summary>
/// Tells a transcript from any part on, whichever instance runs it: each part once, in order, then its end.
/// </summary>
internal sealed class TranscriptFeed(
    TranscriptStore store, ChannelNews news, TimeProvider time, IHostApplicationLifetime? life = null)
{
    // For a word that was lost where the connection was not.
    private static readonly TimeSpan LooksAnyway = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The state at once and whenever it has changed, parts as they settle, a ping after 10 s without either, and one
    /// end. It ends without an end where the transcript is removed.
    /// </summary>
    /// <param name="id">The transcript.</param>
    /// <param name="from">The index of the first part wanted.</param>
    /// <param name="cancel">The reader leaves.</param>
    public async IAsyncEnumerable<TranscriptEvent> FollowAsync(
        string id, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (looks, rev) = (new LookSignal(), 0L);
        TranscriptState? known = null;
        using var watch = news.Watch(id, _ => looks.Ask());
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, life?.ApplicationStopping ?? default);
        from = Math.Max(0, from);
        for (var isSilent = false; !ends.IsCancellationRequested; isSilent = await WaitAsync(looks, ends.Token))
        {
            await foreach (var slice in ReadAsync(id, from, cancel))
            {
                if (slice is null) yield break;

                var state = known = slice.State;
                isSilent &= slice.Stored.Rev == rev && slice.Parts.Count == 0;
                if (slice.Stored.Rev != rev) yield return new(TranscriptEventKind.State, state, from, []);
                if (slice.Parts.Count > 0) yield return new(TranscriptEventKind.Segments, state, from, slice.Parts);
                (rev, from) = (slice.Stored.Rev, from + slice.Parts.Count);
                if (state.EndedAt is null || slice.Parts.Count == TranscriptStore.SliceParts) continue;

                var end = state.Phase == TranscriptPhase.Done ? TranscriptEventKind.Done : TranscriptEventKind.Failed;
                yield return new(end, state, from, []);
                yield break;
            }

            if (isSilent && known is not null) yield return new(TranscriptEventKind.Ping, known, from, []);
        }

        // Where it is this service that ends, the reader comes back to another one.
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// The same, from its beginning, of a transcript that this process makes for the reader alone. It has an end also
    /// where this service ends or the transcript is removed: nobody could come back for the rest.
    /// </summary>
    public async IAsyncEnumerable<TranscriptEvent> FollowAsync(
        BegunTranscript begun, [EnumeratorCancellation] CancellationToken cancel)
    {
        var next = 0L;
        await foreach (var told in FollowAsync(begun.Id, next, cancel))
        {
            yield return told;
            if (told.Kind is TranscriptEventKind.Done or TranscriptEventKind.Failed) yield break;
            next = told.Next;
        }

        var (state, isWhole) = (await begun.Ended.WaitAsync(cancel), false);
        if (state.Phase == TranscriptPhase.Done)
        {
            await foreach (var slice in ReadAsync(begun.Id, next, cancel))
            {
                if (slice?.Parts.Count > 0) yield return new(TranscriptEventKind.Segments, state, next, slice.Parts);
                next += slice?.Parts.Count ?? 0;
                isWhole = slice?.State.EndedAt is not null && next == slice.State.SegmentsCount;
            }
        }

        var problem = state.Problem ?? TranscriptProblems.Removed;
        yield return isWhole
            ? new(TranscriptEventKind.Done, state, next, [])
            : new(TranscriptEventKind.Failed, state with { Problem = problem }, next, []);
    }

    // Slices until nothing more is there; null where there is no transcript; none while Redis is away.
    private async IAsyncEnumerable<TranscriptSlice?> ReadAsync(
        string id, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var more = true; more && !cancel.IsCancellationRequested;)
        {
            TranscriptSlice? slice;
            try
            {
                slice = await store.ReadAsync(id, from);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException)
            {
                yield break;
            }

            yield return slice;
            from += slice?.Parts.Count ?? 0;
            more = slice?.Parts.Count == TranscriptStore.SliceParts;
        }
    }

    /// <returns>Whether nobody has said anything meanwhile.</returns>
    private async Task<bool> WaitAsync(LookSignal looks, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = looks.WaitAsync(either.Token);
        var first = await Task.WhenAny(Task.Delay(LooksAnyway, time, either.Token), asked);
        await either.CancelAsync();
        return first != asked;
    }
}
