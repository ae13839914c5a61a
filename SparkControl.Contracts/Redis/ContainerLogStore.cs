using System.Text.Json;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>What containers printed last when their services went down: each stored once, the newest kept.</summary>
public sealed class ContainerLogStore(RedisLink redis)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 200;

    /// <summary>How many are told with one incident: one that goes up and down for days has too many.</summary>
    private const int Told = 8;

    // KEYS log, ids, lease · ARGV token, body, id, kept, prefix of a log's key
    private const string WriteScript = """
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
        if redis.call('EXISTS', KEYS[1]) == 1 then return 1 end
        redis.call('SET', KEYS[1], ARGV[2])
        redis.call('LPUSH', KEYS[2], ARGV[3])
        local old = redis.call('LRANGE', KEYS[2], ARGV[4], -1)
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[4]) - 1)
        for _, id in ipairs(old) do redis.call('DEL', ARGV[5] .. id) end
        return 1
        """;

    /// <summary>Raised after each write of this process. A handler must not wait.</summary>
    public event Action? Moved;

    /// <summary>Stores what a container printed, unless that was stored of this change already.</summary>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> WriteAsync(LogBeside log, Lease lease)
    {
        var keys = redis.Keys;
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            WriteScript,
            [keys.ContainerLog(log.Change), keys.ContainerLogs, lease.Key],
            [lease.Token, Wire.Write(log), log.Change, Kept, keys.ContainerLog("")]);
        Moved?.Invoke();
        return answer == 1;
    }

    /// <summary>The changes of which something is kept.</summary>
    public async Task<IReadOnlySet<string>> ChangesAsync() =>
        (await redis.Database.ListRangeAsync(redis.Keys.ContainerLogs)).Select(id => (string)id!).ToHashSet();

    /// <summary>
    /// What is kept of the changes in an incident, oldest first. Where there are too many, each service has its first
    /// before another has more.
    /// </summary>
    public async Task<IReadOnlyList<LogBeside>> OfAsync(Incident incident)
    {
        var kept = await ChangesAsync();
        var told = incident.Entries.Where(entry => kept.Contains(entry.Id)).GroupBy(entry => entry.Service)
            .SelectMany(service => service.Select((entry, turn) => new { Entry = entry, Turn = turn }))
            .OrderBy(one => one.Turn).Take(Told)
            .Select(one => one.Entry).OrderBy(entry => entry.At)
            .Select(entry => (RedisKey)redis.Keys.ContainerLog(entry.Id)).ToArray();
        if (told.Length == 0) return [];

        var texts = await redis.Database.StringGetAsync(told);
        return [.. texts.Where(text => text.HasValue).Select(text => Read(text!)).OfType<LogBeside>()];
    }

    // One that this version cannot read must not keep the incident from being told.
    private static LogBeside? Read(string text)
    {
        try
        {
            return Wire.Read<LogBeside>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
