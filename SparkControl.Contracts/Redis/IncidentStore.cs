using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>The incidents that are kept.</summary>
public sealed class IncidentStore(RedisLink redis)
{
    /// <summary>Incidents kept.</summary>
    public const int Kept = 200;

    // KEYS incident, incidents, lease, summaries, texts, ends
    // ARGV token, body, id, kept, prefix of an incident's key, summary, text, end or ''
    private const string WriteScript = """
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        redis.call('HSET', KEYS[4], ARGV[3], ARGV[6])
        redis.call('HSET', KEYS[5], ARGV[3], ARGV[7])
        redis.call('LREM', KEYS[2], 0, ARGV[3])
        redis.call('LPUSH', KEYS[2], ARGV[3])
        redis.call('HSET', KEYS[6], ARGV[3], ARGV[8])
        local old = redis.call('LRANGE', KEYS[2], ARGV[4], -1)
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[4]) - 1)
        for _, id in ipairs(old) do
            redis.call('DEL', ARGV[5] .. id)
            redis.call('HDEL', KEYS[4], id)
            redis.call('HDEL', KEYS[5], id)
            redis.call('HDEL', KEYS[6], id)
        end
        return 1
        """;

    // KEYS so far, lease · ARGV token, body
    private const string SoFarScript = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """;

    private long unread;

    /// <summary>Texts of this store that could not be read and were passed over, since the start.</summary>
    public long Unread => Interlocked.Read(ref unread);

    /// <summary>Raised after each write of this process. A handler must not wait.</summary>
    public event Action? Moved;

    /// <summary>Stores an incident as the newest, or anew.</summary>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> WriteAsync(Incident incident, Lease lease)
    {
        var keys = redis.Keys;
        var end = incident.End?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            WriteScript,
            [
                keys.Incident(incident.Id), keys.Incidents, lease.Key, keys.IncidentSummaries, keys.IncidentTexts,
                keys.IncidentEnds
            ],
            [
                lease.Token, Wire.Write(incident), incident.Id, Kept, keys.Incident(""),
                Wire.Write(IncidentSummary.Of(incident)), IncidentSummary.TextOf(incident), end
            ]);
        Moved?.Invoke();
        return answer == 1;
    }

    /// <summary>When each of those that are kept was, newest first.</summary>
    public async Task<IReadOnlyList<IncidentSpan>> SpansAsync()
    {
        var ids = await redis.Database.ListRangeAsync(redis.Keys.Incidents);
        var ends = (await redis.Database.HashGetAllAsync(redis.Keys.IncidentEnds))
            .ToDictionary(field => field.Name, field => field.Value);
        return [.. ids.Select((id, i) => Span(id, ends, isNewest: i == 0)).OfType<IncidentSpan>()];
    }

    /// <summary>The newest incidents, newest first.</summary>
    public async Task<IReadOnlyList<Incident>> ReadAsync(int count)
    {
        var ids = await redis.Database.ListRangeAsync(redis.Keys.Incidents, 0, count - 1);
        if (ids.Length == 0) return [];

        var texts = await redis.Database.StringGetAsync([.. ids.Select(id => (RedisKey)redis.Keys.Incident(id!))]);
        return [.. texts.Where(text => text.HasValue).Select(text => Read<Incident>(text!)).OfType<Incident>()];
    }

    /// <summary>The newest incidents as they stand in a list, newest first; none is read as a whole for it.</summary>
    public async Task<IReadOnlyList<IncidentSummary>> ListAsync(int count) =>
        await SummariesAsync(await redis.Database.ListRangeAsync(redis.Keys.Incidents, 0, count - 1));

    /// <summary>The same of those that say something, in letters of either case.</summary>
    /// <param name="text">What they shall say.</param>
    /// <param name="among">How many of the newest are looked at.</param>
    /// <param name="count">How many are wanted.</param>
    public async Task<IReadOnlyList<IncidentSummary>> SearchAsync(string text, int among, int count)
    {
        var ids = await redis.Database.ListRangeAsync(redis.Keys.Incidents, 0, among - 1);
        var said = await redis.Database.HashGetAsync(redis.Keys.IncidentTexts, ids);
        return await SummariesAsync(
        [
            .. ids.Zip(said).Where(one => Says(one.Second, text)).Select(one => one.First).Take(count)
        ]);
    }

    /// <summary>An incident by its id; null when there is none.</summary>
    public async Task<Incident?> FindAsync(string id) =>
        await redis.Database.StringGetAsync(redis.Keys.Incident(id)) is { HasValue: true } text
            ? Read<Incident>(text!)
            : null;

    /// <summary>How far the log was grouped; null when nothing was kept that this version can read.</summary>
    public async Task<T?> ReadSoFarAsync<T>() where T : class =>
        await redis.Database.StringGetAsync(redis.Keys.IncidentsSoFar) is { HasValue: true } text
            ? Read<T>(text!)
            : null;

    /// <summary>Keeps how far the log was grouped, for the grouping to go on from.</summary>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> WriteSoFarAsync<T>(T soFar, Lease lease) =>
        (long)await redis.Database.ScriptEvaluateAsync(
            SoFarScript, [redis.Keys.IncidentsSoFar, lease.Key], [lease.Token, Wire.Write(soFar)]) == 1;

    private async Task<IReadOnlyList<IncidentSummary>> SummariesAsync(RedisValue[] ids)
    {
        var texts = await redis.Database.HashGetAsync(redis.Keys.IncidentSummaries, ids);
        var summaries = await Task.WhenAll(ids.Zip(texts, SummaryAsync));
        return [.. summaries.OfType<IncidentSummary>()];
    }

    // The version before this one writes incidents without them.
    private async Task<IncidentSummary?> SummaryAsync(RedisValue id, RedisValue text) =>
        text.HasValue ? Read<IncidentSummary>(text!)
        : await FindAsync(id!) is { } incident ? IncidentSummary.Of(incident)
        : null;

    private static bool Says(RedisValue said, string text) =>
        ((string?)said)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    // Only the newest can last. Of what a version has ended that knew no ends, it is known that it began.
    private static IncidentSpan? Span(RedisValue id, Dictionary<RedisValue, RedisValue> ends, bool isNewest)
    {
        if (Incident.BeginOf(id!) is not { } begin) return null;
        if (ends.TryGetValue(id, out var end) && !end.IsNullOrEmpty)
            return new(begin, DateTimeOffset.FromUnixTimeMilliseconds((long)end));

        return new(begin, isNewest && ends.ContainsKey(id) ? null : begin);
    }

    // One that this version cannot read must not keep the others from being told.
    private T? Read<T>(string text) where T : class
    {
        try
        {
            return Wire.Read<T>(text);
        }
        catch (JsonException)
        {
            Interlocked.Increment(ref unread);
            return null;
        }
    }
}
