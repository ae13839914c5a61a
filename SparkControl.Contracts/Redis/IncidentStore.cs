using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>The incidents that are kept.</summary>
public sealed class IncidentStore(RedisLink redis)
{
    /// <summary>Incidents kept.</summary>
    public const int Kept = 200;

    // KEYS incident, incidents, lease · ARGV token, body, id, kept, prefix of an incident's key
    private const string WriteScript = """
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        redis.call('LREM', KEYS[2], 0, ARGV[3])
        redis.call('LPUSH', KEYS[2], ARGV[3])
        local old = redis.call('LRANGE', KEYS[2], ARGV[4], -1)
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[4]) - 1)
        for _, id in ipairs(old) do redis.call('DEL', ARGV[5] .. id) end
        return 1
        """;

    /// <summary>Raised after each write of this process. A handler must not wait.</summary>
    public event Action? Moved;

    /// <summary>Stores an incident as the newest, or anew.</summary>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> WriteAsync(Incident incident, Lease lease)
    {
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            WriteScript, [redis.Keys.Incident(incident.Id), redis.Keys.Incidents, lease.Key],
            [lease.Token, Wire.Write(incident), incident.Id, Kept, redis.Keys.Incident("")]);
        Moved?.Invoke();
        return answer == 1;
    }

    /// <summary>When each of those that are kept began.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> BeginsAsync() =>
        [
            .. (await redis.Database.ListRangeAsync(redis.Keys.Incidents))
            .Select(id => Incident.BeginOf(id!)).OfType<DateTimeOffset>()
        ];

    /// <summary>The newest incidents, newest first.</summary>
    public async Task<IReadOnlyList<Incident>> ReadAsync(int count)
    {
        var ids = await redis.Database.ListRangeAsync(redis.Keys.Incidents, 0, count - 1);
        if (ids.Length == 0) return [];

        var texts = await redis.Database.StringGetAsync([.. ids.Select(id => (RedisKey)redis.Keys.Incident(id!))]);
        return [.. texts.Where(text => text.HasValue).Select(text => Wire.Read<Incident>(text!))];
    }

    /// <summary>An incident by its id; null when there is none.</summary>
    public async Task<Incident?> FindAsync(string id) =>
        await redis.Database.StringGetAsync(redis.Keys.Incident(id)) is { HasValue: true } text
            ? Wire.Read<Incident>(text!)
            : null;
}
