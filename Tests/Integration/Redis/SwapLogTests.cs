using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public sealed class SwapLogTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task What_the_panel_says_of_a_phase_is_stored_once_whoever_says_it()
    {
        await using var redis = await RedisLink.ConnectAsync(server.ConnectionString);
        var logs = new LogStore(redis);
        foreach (var token in new[] { "one", "two" })
        {
            using var lease = new Lease(redis.Keys.Lease("cluster"), token, 0, new(), TimeProvider.System);
            await redis.Database.StringSetAsync(lease.Key, token);
            await using var log = new SwapLog(logs, "s-1", lease, TimeProvider.System);
            await log.SayAsync("stopping", "Stopping");
            await log.SayAsync(token, token);
        }

        Assert.Equal(["Stopping", "one", "two"], (await logs.ReadAsync("s-1", 1)).Lines.Select(line => line.Text));
    }
}
