using Microsoft.Extensions.Time.Testing;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Lanes;

// Where time is a fake one it stands still: only an event can move anybody.
public abstract class LaneTests(IRedisServer server) : LaneTest(server)
{
    [Fact]
    public async Task Twenty_requests_of_four_instances_never_have_more_slots_than_there_are()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InstanceAsync(slots: 2)));
        var (working, most, rounds) = (0, 0, 0);
        async Task RequestAsync(int request)
        {
            for (var window = 0; window < 5; window++)
            {
                await using var turn = await instances[request % 4].Lane.AcquireAsync(_ => { }, Cancel);
                var now = Interlocked.Increment(ref working);
                InterlockedMax(ref most, now);
                InterlockedMax(ref most, (await HoldersAsync()).Length);
                Interlocked.Increment(ref rounds);
                Interlocked.Decrement(ref working);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(RequestAsync)).WaitAsync(Patience, Cancel);

        Assert.Equal((2, 100), (most, rounds));
        await Until.TrueAsync(async () => (await HoldersAsync()).Length + (await QueueAsync()).Length == 0);
    }

    [Fact]
    public async Task Who_comes_first_goes_first_whatever_the_instance()
    {
        var time = new FakeTimeProvider();
        var instances =
            new[] { await InstanceAsync(time: time), await InstanceAsync(time: time), await InstanceAsync(time: time) };

        var waiters = await JoinAsync(Enumerable.Range(0, 9).Select(i => instances[i * 2 % 3]));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], await OrderAsync(waiters));
    }

    [Fact]
    public async Task Who_asks_for_the_next_window_goes_behind_the_others()
    {
        var time = new FakeTimeProvider();
        var (one, other) = (await InstanceAsync(time: time), await InstanceAsync(time: time));
        var waiters = await JoinAsync(one, other, one);

        await waiters[0].ReleaseAsync();
        waiters[0] = await one.JoinAsync();

        Assert.Equal([1, 2, 0], await OrderAsync(waiters));
    }

    [Fact]
    public async Task Everybody_is_told_each_place()
    {
        var time = new FakeTimeProvider();
        var (one, other) = (await InstanceAsync(time: time), await InstanceAsync(time: time));
        var waiters = await JoinAsync(one, other, one, other);

        foreach (var (waiter, place) in new[] { (waiters[0], 2), (waiters[1], 1) })
        {
            await waiter.ReleaseAsync();
            await Until.TrueAsync(() => waiters[3].Positions[^1] == place);
        }

        await waiters[2].ReleaseAsync();
        await waiters[3].Turn.WaitAsync(Patience, Cancel);
        Assert.Equal([3, 2, 1], waiters[3].Positions);
    }

    [Fact]
    public async Task Who_is_cancelled_leaves_the_queue_at_once()
    {
        var time = new FakeTimeProvider();
        var (one, other) = (await InstanceAsync(time: time), await InstanceAsync(time: time));
        var waiters = await JoinAsync(one, one, other);

        await waiters[1].CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiters[1].Turn);
        await Until.TrueAsync(() => waiters[2].Positions[^1] == 1);
        Assert.Single(await QueueAsync());
    }

    [Fact]
    public async Task An_instance_that_ends_gives_all_its_places_back()
    {
        var time = new FakeTimeProvider();
        var (one, other) = (await InstanceAsync(time: time), await InstanceAsync(time: time));
        var waiters = await JoinAsync(one, one, other);

        await one.Lane.StopAsync(Cancel);

        await waiters[2].Turn.WaitAsync(Patience, Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiters[1].Turn);
        Assert.True((await waiters[0].Turn).Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_slot_more_lets_somebody_in_and_a_slot_less_takes_none_away()
    {
        var (time, slots) = (new FakeTimeProvider(), 1);
        var instance = await InstanceAsync(() => Volatile.Read(ref slots), time: time);
        var waiters = await JoinAsync(instance, instance, instance);

        slots = 2;
        instance.Lane.Look();
        await waiters[1].Turn.WaitAsync(Patience, Cancel);
        slots = 1;
        await waiters[0].ReleaseAsync();
        await Until.TrueAsync(async () => (await HoldersAsync()).Length == 1);

        Assert.False(waiters[2].HasSlot);
        await waiters[1].ReleaseAsync();
        await waiters[2].Turn.WaitAsync(Patience, Cancel);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most) Interlocked.CompareExchange(ref most, value, seen);
    }
}

[Collection(nameof(OnRedis))]
public sealed class LaneRedisTests(RedisFixture server) : LaneTests(server);

[Collection(nameof(OnGarnet))]
public sealed class LaneGarnetTests(GarnetFixture server) : LaneTests(server);
