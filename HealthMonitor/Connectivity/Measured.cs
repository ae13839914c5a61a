using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>What was measured of something that the settings do not name any more.</summary>
internal static class Measured
{
    // KEYS lease, then what is dropped · ARGV token
    private const string DropScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
        return 1
        """;

    /// <summary>Drops the series of a state key, and more keys, in one step.</summary>
    public static Task DropAsync(RedisLink redis, Lease lease, string state, params string[] more)
    {
        RedisKey[] keys =
        [
            lease.Key, redis.Keys.FiveSeconds(state), redis.Keys.Minutes(state), .. more.Select(key => (RedisKey)key)
        ];
        return redis.Database.ScriptEvaluateAsync(DropScript, keys, [lease.Token]);
    }

    /// <summary>The names behind a prefix of state keys.</summary>
    public static IReadOnlyList<string> Names(StateMirror mirror, string prefix)
    {
        IReadOnlyList<StateChange> all = [];
        mirror.Watch(values => all = values, _ => { }).Dispose();
        return
        [
            .. all.Where(value => value.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(value => value.Name[prefix.Length..])
        ];
    }
}
