using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>What every server must do for the services.</summary>
public abstract class RedisServerTests(IRedisServer server)
{
    private const string Script =
        "local n = redis.call('INCR', KEYS[1]) redis.call('SET', KEYS[2], ARGV[1]) redis.call('PUBLISH', 'c', n) return n";

    [Fact]
    public async Task A_script_counts_stores_and_tells()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var told = new TaskCompletionSource<string?>();
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("c"), (_, value) => told.TrySetResult(value));

        var n = (long)await redis.GetDatabase().ScriptEvaluateAsync(Script, ["n", "k"], ["v"]);

        Assert.Equal(
            $"{n}", await told.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal("v", await redis.GetDatabase().StringGetAsync("k"));
    }
}

public sealed class RedisTests(RedisFixture server) : RedisServerTests(server), IClassFixture<RedisFixture>
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await redis.GetDatabase().StringSetAsync("kept", "yes");

        await server.KillAsync();
        await server.StartAsync();

        await using var again = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        Assert.Equal("yes", await again.GetDatabase().StringGetAsync("kept"));
    }
}

public sealed class GarnetTests(GarnetFixture server) : RedisServerTests(server), IClassFixture<GarnetFixture>;
