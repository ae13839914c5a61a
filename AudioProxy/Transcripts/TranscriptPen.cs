using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How a write of a transcript ended.</summary>
internal enum PenOutcome
{
    /// <summary>It is stored.</summary>
    Written,

    /// <summary>It is stored, and somebody wants the transcript to end.</summary>
    CancelAsked,

    /// <summary>The transcript is not the writer's, has ended or is gone. Nothing was stored.</summary>
    Refused
}

/// <summary>
/// Writes one transcript with its owner's token. Every write may be made again when its answer was lost.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="id">The transcript's id.</param>
/// <param name="token">Its owner's.</param>
/// <param name="kept">How long it lives after a write.</param>
/// <param name="times">Other times.</param>
internal sealed class TranscriptPen(
    RedisLink redis, string id, string token, TimeSpan kept, TranscriptTimes times)
{
    private readonly RedisKey[] keys =
    [
        redis.Keys.Transcript(id), redis.Keys.TranscriptOwner(id), redis.Keys.TranscriptsOpen,
        redis.Keys.TranscriptParts(id), redis.Keys.TranscriptCancel(id)
    ];

    /// <summary>The transcript's id.</summary>
    public string Id => id;

    /// <summary>Stores parts and state together, and that the owner lives.</summary>
    /// <param name="state">Null to renew what is stored.</param>
    /// <param name="first">The index of the first part.</param>
    /// <param name="parts">The parts in JSON.</param>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<PenOutcome> WriteAsync(TranscriptState? state, long first, IReadOnlyList<string> parts)
    {
        RedisValue[] arguments =
        [
            token, Ms(times.OwnerLives), Ms(kept), state is null ? "" : Wire.Write(state), id, first,
            state?.EndedAt is null ? 0 : 1, redis.Channels.Transcripts, .. parts.Select(part => (RedisValue)part)
        ];
        return (long)await redis.Database.ScriptEvaluateAsync(TranscriptScripts.Write, keys, arguments) switch
        {
            0 => PenOutcome.Written,
            1 => PenOutcome.CancelAsked,
            _ => PenOutcome.Refused
        };
    }

    /// <summary>Stores a finished window.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public Task KeepAsync(string hash, string window) =>
        redis.Database.StringSetAsync(redis.Keys.Window(hash), window, times.WindowKept);

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
