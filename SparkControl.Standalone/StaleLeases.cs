using SparkControl.Contracts.Redis;

namespace SparkControl.Standalone;

/// <summary>
/// Deletes the leases of a process that is gone. The data directory is ours alone, so whoever holds one and is not in
/// this process is dead, and nobody need wait until its lease ends.
/// </summary>
internal static class StaleLeases
{
    private static readonly string[] Duties = ["cluster", "health"];

    private const string Script = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', ARGV[2], ARGV[3])
        return 1
        """;

    /// <param name="redis">The embedded server.</param>
    /// <param name="instances">The instances of this process: their leases are fresh.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> DeleteAsync(RedisLink redis, IReadOnlyList<string> instances)
    {
        var deleted = 0;
        foreach (var duty in Duties)
        {
            var key = redis.Keys.Lease(duty);
            string? token = await redis.Database.StringGetAsync(key);
            if (token is null || instances.Any(id => token.StartsWith($"{id}:", StringComparison.Ordinal))) continue;

            deleted += (int)await redis.Database.ScriptEvaluateAsync(Script, [key], [token, redis.Channels.Leases, duty]);
        }

        return deleted;
    }
}
