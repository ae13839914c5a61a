using Microsoft.Extensions.Diagnostics.HealthChecks;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Whether Redis answers. Without it a service still shows what it last knew, so it is degraded and not dead.
/// </summary>
internal sealed class RedisCheck(RedisLink redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancel = default)
    {
        if (!redis.IsConnected) return HealthCheckResult.Degraded("Redis does not answer.");

        try
        {
            var took = await redis.Database.PingAsync().WaitAsync(cancel);
            return HealthCheckResult.Healthy($"Redis answered in {took.TotalMilliseconds:0} ms.");
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded("Redis does not answer.", failure);
        }
    }
}
