using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// The swap that is judged by. One that was refused, or cancelled while it only looked, has changed nothing: what the
/// swap before it has done still holds.
/// </summary>
internal sealed class LastSwap(RedisLink redis)
{
    private SwapState? last;
    private string? searched;

    /// <param name="now">The swap in progress or the last one.</param>
    /// <returns>The same, or the one before that has touched the nodes, if one is known.</returns>
    public async Task<SwapState?> OfAsync(SwapState? now)
    {
        if (now is null || now.HasTouched) return last = now;

        if (last is null && searched != now.Id) await SearchAsync(now.Id);
        return last ?? now;
    }

    // A monitor that has just started has not seen the one before; Redis keeps it, the newest first.
    private async Task SearchAsync(string now)
    {
        try
        {
            var swaps = await redis.Database.ListRangeAsync(redis.Keys.Swaps);
            last = swaps.Select(Read).OfType<SwapState>().FirstOrDefault(swap => swap.HasTouched);
            searched = now;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // The next look asks again.
        }
    }

    // Another version may have written it.
    private static SwapState? Read(RedisValue swap)
    {
        try
        {
            return Wire.Read<SwapState>(swap!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
