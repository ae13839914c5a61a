using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Services;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>What a service is restarted by is killed, paused or cut off from Redis while docker is at it.</summary>
public sealed class ServiceActionChaosTests : IAsyncLifetime
{
    private ServiceRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServiceRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_restart_whose_driver_was_killed_is_seen_to_its_end_by_the_next_and_done_once()
    {
        var slow = rig.Docker.While($"slow-{ServicePanel.Parakeet}");
        string id;
        await using (var first = await rig.PanelAsync())
        {
            id = await rig.RestartAsync(first);
            await first.KillAsync();
        }

        await using var second = await rig.PanelAsync();
        await Moment.WhenAsync(second.DrivesAsync, "the next one drives");
        slow.Dispose();

        await rig.IsDoneOnceAsync(await ServiceRig.EndAsync(second, id));
    }

    [Fact]
    public async Task A_restart_outlives_a_Redis_that_is_killed_while_docker_is_at_it()
    {
        var slow = rig.Docker.While($"slow-{ServicePanel.Parakeet}");
        await using var panel = await rig.PanelAsync();
        var id = await rig.RestartAsync(panel);

        await rig.Redis.KillAsync();
        slow.Dispose();
        await Moment.WhenAsync(() => Task.FromResult(IsRestarted()), "docker has restarted it meanwhile");
        await rig.Redis.StartAsync();

        await rig.IsDoneOnceAsync(await ServiceRig.EndAsync(panel, id));
    }

    [Fact]
    public async Task A_driver_that_loses_the_lease_while_docker_is_at_it_does_no_harm_when_it_wakes_up()
    {
        var slow = rig.Docker.While($"slow-{ServicePanel.Parakeet}");
        await using var sleeper = await rig.PanelAsync();
        await Moment.WhenAsync(sleeper.DrivesAsync, "the first one drives");
        await using var other = await rig.PanelAsync();
        var id = await rig.RestartAsync(other);

        sleeper.Pause();
        await Moment.WhenAsync(other.DrivesAsync, "the other one drives");
        slow.Dispose();
        var ended = await ServiceRig.EndAsync(other, id);
        var before = await StoredAsync();
        sleeper.Resume();
        await ServiceRig.EndAsync(sleeper, id);
        await Moment.WhenAsync(async () => !await sleeper.DrivesAsync(), "the first one knows that it does not drive");

        await rig.IsDoneOnceAsync(ended);
        Assert.Equal(before, await StoredAsync());
        Assert.Equal(id, (await ServiceRig.EndAsync(sleeper, id)).Id);
    }

    private bool IsRestarted() =>
        !rig.Docker.Read(ServicePanel.Parakeet, "started").StartsWith("2026-05-14", StringComparison.Ordinal);

    private async Task<string?> StoredAsync()
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        return await redis.Database.StringGetAsync(redis.Keys.State(States.Action("parakeet").Name));
    }
}
