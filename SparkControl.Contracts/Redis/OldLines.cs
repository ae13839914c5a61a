using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// Feeds the lines of a log that another program has kept into the inbox. A batch and the count of what was fed are one
/// step: whoever goes on after a kill goes on behind the last line that was pushed.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="digest">Names the file that the lines were read from.</param>
public sealed class OldLines(RedisLink redis, string digest)
{
    private const int NoRoom = -1;

    // KEYS inbox, counts · ARGV digest, fed, fed afterwards, limit, channel, entries…
    private const string Push = """
        local fed = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
        if fed ~= tonumber(ARGV[2]) then return fed end
        if redis.call('LLEN', KEYS[1]) + #ARGV - 5 > tonumber(ARGV[4]) then return -1 end
        for i = 6, #ARGV do redis.call('LPUSH', KEYS[1], ARGV[i]) end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
        redis.call('PUBLISH', ARGV[5], KEYS[1])
        return tonumber(ARGV[3])
        """;

    /// <summary>How many lines were fed so far, by whichever process.</summary>
    public async Task<int> FedAsync() => (int?)await redis.Database.HashGetAsync(redis.Keys.OldLines, digest) ?? 0;

    /// <summary>Feeds the lines that follow, unless another process has fed some meanwhile.</summary>
    /// <param name="fed">How many were fed before these.</param>
    /// <param name="lines">The next ones.</param>
    /// <param name="limit">Entries that the inbox may hold with them.</param>
    /// <returns>How many were fed by now; null when the inbox has no room and nothing was pushed.</returns>
    public async Task<int?> PushAsync(int fed, IReadOnlyList<ConnectivityEntry> lines, int limit)
    {
        RedisValue[] arguments =
        [
            digest, fed, fed + lines.Count, limit, redis.Channels.HandOvers,
            .. lines.Select(line => (RedisValue)Wire.Write(line))
        ];
        var answer = (int)await redis.Database.ScriptEvaluateAsync(
            Push, [redis.Keys.Inbox, redis.Keys.OldLines], arguments);
        return answer == NoRoom ? null : answer;
    }
}
