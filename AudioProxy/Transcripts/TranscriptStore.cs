using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What a DELETE has done.</summary>
internal enum DeleteOutcome
{
    Missing,
    Cancelling,
    Removed,

    /// <summary>It has ended, and only one that runs was to be ended.</summary>
    Kept
}

/// <summary>
/// The transcripts in Redis: any instance reads them and asks for an end, one runs each and writes it.
/// </summary>
internal sealed class TranscriptStore(
    RedisLink redis, ChannelNews news, InstanceName instance, TranscriptTimes times, TimeProvider time)
{
    /// <summary>Parts in one slice at most.</summary>
    public const int SliceParts = 200;

    private const int KeptIds = 500;
    private const int LookedAt = 100;

    /// <summary>Stores a new transcript, which the caller owns.</summary>
    /// <param name="state">As it begins. Its id must be new.</param>
    /// <exception cref="RedisException">Redis is away; there is no transcript.</exception>
    public async Task<OwnedTranscript> CreateAsync(TranscriptState state)
    {
        var token = $"{instance.Id}:{Guid.NewGuid():N}";
        var keys = redis.Keys;
        await redis.Database.ScriptEvaluateAsync(
            TranscriptScripts.Create,
            [keys.Transcript(state.Id), keys.TranscriptOwner(state.Id), keys.TranscriptsOpen, keys.Transcripts],
            [
                token, Ms(times.OwnerLives), Ms(times.KeptOf(state)), Wire.Write(state), state.Id,
                state.CreatedAt.ToUnixTimeMilliseconds(), KeptIds, redis.Channels.Transcripts, state.IsJob ? 1 : 0
            ]);
        var pen = new TranscriptPen(redis, state.Id, token, times.KeptOf(state), times);
        return OwnedTranscript.Open(pen, news, state, times, time);
    }

    /// <summary>A transcript and those of its parts that are wanted, as they were at one moment.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="from">The index of the first part wanted.</param>
    /// <param name="count">Parts at most.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<TranscriptSlice?> ReadAsync(string id, long from = 0, int count = SliceParts)
    {
        if (!IsId(id)) return null;

        var answer = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            TranscriptScripts.Read, [redis.Keys.Transcript(id), redis.Keys.TranscriptParts(id)], [from, count]))!;
        return Find((string?)answer[0]) is { } stored
            ? new(stored, [.. ((RedisValue[])answer[1]!).Select(part => (string)part!)])
            : null;
    }

    /// <summary>The newest transcripts that go on without their clients, newest first.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<IReadOnlyList<TranscriptState>> ListAsync(int count = 20)
    {
        var ids = await redis.Database.SortedSetRangeByRankAsync(
            redis.Keys.Transcripts, 0, LookedAt - 1, Order.Descending);
        if (ids.Length == 0) return [];

        var found = await redis.Database.StringGetAsync([.. ids.Select(id => (RedisKey)redis.Keys.Transcript(id!))]);
        return [.. found.Select(raw => Find(raw)?.State).OfType<TranscriptState>()
            .Where(state => state.IsJob).Take(count)];
    }

    /// <summary>Asks the owner of one that runs to end it, and removes one that has ended.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="ifRunning">One that has ended stays.</param>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<DeleteOutcome> DeleteAsync(string id, bool ifRunning = false)
    {
        if (!IsId(id)) return DeleteOutcome.Missing;

        var keys = redis.Keys;
        return (long)await redis.Database.ScriptEvaluateAsync(
            TranscriptScripts.Delete,
            [
                keys.Transcript(id), keys.TranscriptOwner(id), keys.TranscriptsOpen, keys.Transcripts,
                keys.TranscriptParts(id), keys.TranscriptCancel(id)
            ],
            [id, Ms(times.Kept), redis.Channels.Transcripts, ifRunning ? 1 : 0]) switch
        {
            1 => DeleteOutcome.Cancelling,
            2 => DeleteOutcome.Removed,
            3 => DeleteOutcome.Kept,
            _ => DeleteOutcome.Missing
        };
    }

    /// <summary>A finished window that <see cref="OwnedTranscript.Keep"/> has kept.</summary>
    /// <returns>Null when there is none, or one that this version cannot read.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<T?> FindWindowAsync<T>(string hash) where T : class
    {
        var text = await redis.Database.StringGetAsync(redis.Keys.Window(hash));
        try
        {
            return text.HasValue ? Wire.Read<T>(text!) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Ids of those that have had no owner for too long. Each instance asks, every <see
    /// cref="TranscriptTimes.Renews"/>.
    /// </summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<IReadOnlyList<string>> FindAbandonedAsync()
    {
        var keys = redis.Keys;
        var open = await redis.Database.SortedSetRangeByRankAsync(keys.TranscriptsOpen);
        if (open.Length == 0) return [];

        var abandoned = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            TranscriptScripts.Abandoned,
            [keys.TranscriptsOpen, keys.TranscriptsClock, .. open.Select(id => (RedisKey)keys.TranscriptOwner(id!))],
            [Ms(times.Renews), Ms(times.Ownerless), .. open]))!;
        return [.. abandoned.Select(id => (string)id!)];
    }

    /// <summary>Marks one as interrupted.</summary>
    /// <returns>False when its owner is back, or another one has marked it.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<bool> InterruptAsync(string id)
    {
        var keys = redis.Keys;
        string? raw = await redis.Database.StringGetAsync(keys.Transcript(id));
        if (raw is null) await redis.Database.SortedSetRemoveAsync(keys.TranscriptsOpen, id);
        if (Find(raw) is not { } stored) return false;

        var state = stored.State.Ended(TranscriptPhase.Failed, TranscriptProblem.Interrupted, time.GetUtcNow());
        return (long)await redis.Database.ScriptEvaluateAsync(
            TranscriptScripts.Interrupt,
            [keys.Transcript(id), keys.TranscriptOwner(id), keys.TranscriptsOpen],
            [raw, Wire.Write(state), stored.Rev + 1, Ms(times.KeptOf(state)), id, redis.Channels.Transcripts]) == 1;
    }

    // It comes from outside, and a colon would lead to the other keys of a transcript.
    private static bool IsId(string id) => id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static StoredTranscript? Find(string? raw)
    {
        if (string.IsNullOrEmpty(raw)) return null;

        try
        {
            return Wire.Read<StoredTranscript>(raw);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
