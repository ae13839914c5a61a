using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>The embedded server has little memory; what was written once and long ago must still be there.</summary>
public sealed class ForgettingTests(GarnetFixture server) : IClassFixture<GarnetFixture>
{
    [Fact]
    public async Task What_was_written_once_outlives_many_times_the_memory_in_other_writes()
    {
        await using var redis = await RedisLink.ConnectAsync(server.ConnectionString, "forgetting");
        var store = new StateStore(redis, TimeProvider.System);
        await store.WriteAsync(States.Settings, new EffectiveSettings { PanelId = "kept" });

        for (var i = 0; i < 1500; i++)
        {
            // Of another size each time, so that none is overwritten in place.
            await store.WriteAsync(States.Launcher, new LauncherState { Commit = new string('x', 100_000 + i) });
        }

        Assert.Equal("kept", (await store.ReadAsync(States.Settings))?.Value.PanelId);
    }
}
