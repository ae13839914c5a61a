using System.Globalization;
using SparkControl.Contracts.Uptime;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>The buckets of one service as they were read.</summary>
/// <param name="Through">Until when they are filled; null when nothing was stored.</param>
/// <param name="Fields">By their fields.</param>
public sealed record UptimeRecord(DateTimeOffset? Through, IReadOnlyDictionary<string, UptimeBucket> Fields)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>What a field holds.</summary>
    public UptimeBucket? Find(string field) => Fields.TryGetValue(field, out var bucket) ? bucket : null;

    /// <summary>All buckets of a scale up to now, oldest first.</summary>
    public IReadOnlyList<UptimeFigures> Read(UptimeScale scale, DateTimeOffset now) =>
        UptimeBuckets.Read(Find, scale, now);

    /// <summary>
    /// Without what a clock that ran ahead has written: nothing would be counted until that time has come.
    /// </summary>
    public UptimeRecord Until(DateTimeOffset now)
    {
        var latest = now + Ahead;
        var fields = Fields.Where(field => UptimeScale.Of(field.Key)?.Begin(field.Value.Number) <= latest).ToList();
        if (!(Through > latest) && fields.Count == Fields.Count) return this;

        var kept = new UptimeRecord(Through, fields.ToDictionary());
        return Through > latest ? kept with { Through = kept.Counted(now) } : kept;
    }

    /// <summary>With more seen time; of what is accounted for already nothing is counted twice.</summary>
    public UptimeRecord With(UptimeSpan span)
    {
        var from = Through is { } through && through > span.From ? through : span.From;
        if (from >= span.To) return this;

        var fields = new Dictionary<string, UptimeBucket>(Fields);
        foreach (var (field, bucket) in UptimeBuckets.Add(Find, span with { From = from })) fields[field] = bucket;
        return new(span.To, fields);
    }

    // What it hides is counted from where the last minute is filled: nothing in it is counted twice.
    private DateTimeOffset Counted(DateTimeOffset now)
    {
        var number = UptimeScale.Minutes.Number(now.AddMilliseconds(-1));
        var begin = UptimeScale.Minutes.Begin(number);
        var filled = Find(UptimeScale.Minutes.Field(number)) is { } minute && minute.Number == number
            ? begin.AddMilliseconds(minute.Up + minute.Down + minute.Maintenance)
            : begin;
        var hidden = now - Observed.CountsFor;
        return filled > hidden ? filled : hidden;
    }
}

/// <summary>Uptime in Redis: a hash a service, whose fields are taken again and again.</summary>
public sealed class UptimeStore(RedisLink redis)
{
    private const string Through = "through";

    // KEYS uptime, lease · ARGV token, through as it was read, through, (field, bucket)…
    private const string WriteScript = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
        if (redis.call('HGET', KEYS[1], 'through') or '') ~= ARGV[2] then return -2 end
        redis.call('HSET', KEYS[1], 'through', ARGV[3])
        for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        return 1
        """;

    /// <summary>All buckets of a service.</summary>
    public async Task<UptimeRecord> ReadAsync(string service)
    {
        var entries = await redis.Database.HashGetAllAsync(redis.Keys.Uptime(service));
        var fields = new Dictionary<string, UptimeBucket>();
        foreach (var entry in entries)
        {
            if (UptimeBucket.Parse(entry.Value) is { } bucket) fields[entry.Name!] = bucket;
        }

        var through = entries.FirstOrDefault(entry => entry.Name == Through).Value;
        return new(through.IsNull ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)through), fields);
    }

    /// <summary>Stores what has changed since it was read.</summary>
    /// <returns>False when the lease is no longer ours or another has written meanwhile: read again.</returns>
    public async Task<bool> WriteAsync(string service, UptimeRecord before, UptimeRecord after, Lease lease)
    {
        if (ReferenceEquals(before, after)) return true;

        RedisValue[] arguments =
        [
            lease.Token, Text(before.Through), Text(after.Through),
            .. after.Fields.Where(field => before.Find(field.Key) != field.Value)
                .SelectMany(field => new RedisValue[] { field.Key, field.Value.ToString() })
        ];
        return (long)await redis.Database.ScriptEvaluateAsync(
            WriteScript, [redis.Keys.Uptime(service), lease.Key], arguments) == 1;
    }

    private static string Text(DateTimeOffset? at) =>
        at?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";
}
