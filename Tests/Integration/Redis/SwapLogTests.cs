using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class SwapLogTests(IRedisServer server) : RedisTest(server)
{
    [Fact]
    public async Task What_the_panel_says_of_a_phase_is_stored_once_whoever_says_it()
    {
        var logs = new LogStore(Redis);
        foreach (var token in new[] { "one", "two" })
        {
            using var lease = await TakeLeaseAsync(token);
            await using var log = new SwapLog(logs, "s-1", lease, TimeProvider.System);
            await log.SayAsync("stopping", "Stopping");
            await log.SayAsync(token, token);
        }

        Assert.Equal(["Stopping", "one", "two"], (await logs.ReadAsync("s-1", 1)).Lines.Select(line => line.Text));
    }
}

[Collection(nameof(OnRedis))]
public sealed class SwapLogRedisTests(RedisFixture server) : SwapLogTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapLogGarnetTests(GarnetFixture server) : SwapLogTests(server);
