using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A Spark that was taken out of the settings.</summary>
public sealed class GoneNodeTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Nothing_is_known_of_it_any_more_and_its_series_are_gone()
    {
        await using var host = await MonitorHost.StartAsync(server);
        var (spark2, keys) = (States.Node("spark2"), host.Redis.Keys);
        await host.Store.WriteAsync(spark2, new()
        {
            Name = "spark2",
            Host = "192.0.2.2",
            Link = new(NodeState.Down),
            Warning = new("memory_low", "Little.", DateTimeOffset.UtcNow)
        });
        await host.Redis.Database.ListRightPushAsync(keys.Minutes(spark2.Name), "{}");
        await host.SetUpAsync(FreePort.Next());

        await host.AddMonitorAsync();

        var status = await host.UntilAsync(
            spark2, node => node.Link.State == NodeState.Unknown, TestContext.Current.CancellationToken);
        Assert.Equal((null, null), (status.Warning, status.Sample));
        Assert.False(await host.Redis.Database.KeyExistsAsync(keys.Minutes(spark2.Name)));
    }
}
