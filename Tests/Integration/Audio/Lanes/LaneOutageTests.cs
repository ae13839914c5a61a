using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Lanes;

/// <summary>A Redis that is away for longer than a place lives, while slots are held and waited for.</summary>
public sealed class LaneOutageTests(RedisFixture server) : LaneTest(server), IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_Redis_that_stands_still_for_thirty_seconds_costs_nobody_a_slot_or_a_place()
    {
        await OutliveAsync(async () =>
        {
            server.Freeze();
            await Task.Delay(TimeSpan.FromSeconds(30), Cancel);
            server.Thaw();
        });
    }

    [Fact]
    public async Task A_Redis_that_is_killed_and_comes_back_with_its_data_costs_nobody_a_slot_or_a_place()
    {
        await OutliveAsync(async () =>
        {
            await server.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(14), Cancel);
            await server.StartAsync();
        });
    }

    private async Task OutliveAsync(Func<Task> outage)
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => InstanceAsync(slots: 2)));
        var waiters = await JoinAsync(Enumerable.Range(0, 8).Select(i => instances[i % 3]));
        var (holders, queue) = (await HoldersAsync(), await QueueAsync());

        await outage();
        await Until.TrueAsync(() => Redis.IsConnected && instances.All(instance => instance.IsConnected));
        var late = await instances[1].JoinAsync();
        await HaveSpokenAsync();

        Assert.Equal(holders.Order(), (await HoldersAsync()).Order());
        Assert.Equal(queue, (await QueueAsync()).SkipLast(1));
        Assert.Equal(2, waiters.Count(waiter => waiter.HasSlot));
        Assert.All(waiters.Take(2), waiter => Assert.False(waiter.Turn.Result.Lost.IsCancellationRequested));
        Assert.Equal([7], late.Positions);
        await waiters[0].ReleaseAsync();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], await OrderAsync([.. waiters.Skip(2), late]));
        await waiters[1].ReleaseAsync();
    }

    // A life has passed since the outage, by the lane's own clock.
    private async Task HaveSpokenAsync()
    {
        var clock = Redis.Keys.LaneClock(LaneInstance.Name);
        async Task<long> AtAsync() =>
            (long)await Redis.Database.HashGetAsync(clock, "seen") - (long)await Redis.Database.HashGetAsync(
                clock, "skipped");

        var start = await AtAsync();
        await Until.TrueAsync(async () => await AtAsync() - start > 11_000);
    }
}
