using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// What waits to be told. A notice whose id was pushed before is left out; where nobody takes any for long, the oldest
/// go and are counted.
/// </summary>
public sealed class NoticeList(RedisLink redis)
{
    /// <summary>Notices that may wait.</summary>
    public const int Limit = 500;

    private const int KnownIds = 1000;

    // KEYS list, known ids, dropped · ARGV notice, id, its time, ids kept, notices kept, channel
    private const string PushScript = """
        if redis.call('ZADD', KEYS[2], 'NX', ARGV[3], ARGV[2]) == 0 then return 0 end
        redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[4]))
        redis.call('LPUSH', KEYS[1], ARGV[1])
        while redis.call('LLEN', KEYS[1]) > tonumber(ARGV[5]) do
            redis.call('RPOP', KEYS[1])
            redis.call('INCR', KEYS[3])
        end
        redis.call('PUBLISH', ARGV[6], KEYS[1])
        return 1
        """;

    // KEYS lease, progress, taken list
    // ARGV token, entry that is settled or '', then fields, each with its value or ''
    private const string NoteScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        for i = 3, #ARGV, 2 do
            if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[i])
            else redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
        end
        if ARGV[2] ~= '' then redis.call('LREM', KEYS[3], 1, ARGV[2]) end
        return 1
        """;

    /// <summary>The list, for whoever takes from it.</summary>
    public HandOver Waiting { get; } = new(redis, redis.Keys.Notifications);

    /// <summary>Adds a notice.</summary>
    /// <returns>False when one of its id was pushed before.</returns>
    public async Task<bool> PushAsync(Notice notice)
    {
        var keys = redis.Keys;
        return (long)await redis.Database.ScriptEvaluateAsync(
            PushScript, [keys.Notifications, keys.NotificationsKnown, keys.NotificationsDropped],
            [
                Wire.Write(notice), notice.Id, notice.At.ToUnixTimeMilliseconds(), KnownIds, Limit,
                redis.Channels.HandOvers
            ]) == 1;
    }

    /// <summary>How many were dropped since this was last asked.</summary>
    public async Task<long> DroppedAsync() =>
        (long?)await redis.Database.StringGetSetAsync(redis.Keys.NotificationsDropped, 0) ?? 0;

    /// <summary>How far what was taken has come with each address, by <c>{notice} {address}</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ProgressAsync() =>
        (await redis.Database.HashGetAllAsync(redis.Keys.NotificationsProgress))
            .ToDictionary(field => (string)field.Name!, field => (string)field.Value!);

    /// <summary>Notes how far a notice has come with an address, and settles it where that was the last one.</summary>
    /// <param name="field">As in <see cref="ProgressAsync"/>.</param>
    /// <param name="progress">Null when there is nothing left to do for it.</param>
    /// <param name="settles">The entry, if nothing is left to do for any address.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <returns>False when the lease is no longer ours.</returns>
    public Task<bool> NoteAsync(string field, string? progress, HandOverEntry? settles, Lease lease) =>
        NoteAsync(new Dictionary<string, string?> { [field] = progress }, settles, lease);

    /// <summary>The same for several fields, all or none.</summary>
    public async Task<bool> NoteAsync(
        IReadOnlyDictionary<string, string?> progress, HandOverEntry? settles, Lease lease) =>
        (long)await redis.Database.ScriptEvaluateAsync(
            NoteScript, [lease.Key, redis.Keys.NotificationsProgress, Keys.Taken(redis.Keys.Notifications)],
            [
                lease.Token, settles?.Raw ?? "",
                .. progress.SelectMany(noted => new RedisValue[] { noted.Key, noted.Value ?? "" })
            ]) == 1;
}
