using SparkControl.Contracts.Redis;

namespace SparkControl.Standalone;

/// <summary>
/// Deletes the leases of a process that is gone. The data directory is ours alone, so whoever holds one and is not in
/// this process is dead, and nobody need wait until its lease ends.
/// </summary>
internal static class StaleLeases
{
    private static readonly string[] Duties = ["cluster", "health"];

    /// <param name="redis">The embedded server.</param>
    /// <param name="instances">The instances of this process: their leases are fresh.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> DeleteAsync(RedisLink redis, IReadOnlyList<string> instances)
    {
        var deleted = 0;
        foreach (var duty in Duties)
        {
            string? token = await redis.Database.StringGetAsync(redis.Keys.Lease(duty));
            if (token is null || instances.Any(id => token.StartsWith($"{id}:", StringComparison.Ordinal))) continue;

            if (await LeaseKeeper.ReleaseAsync(redis, duty, token)) deleted++;
        }

        return deleted;
    }
}
