using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Lanes;
using SparkControl.Tests.Integration.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Lanes;

/// <summary>Instances that die, and a Redis that forgets.</summary>
public abstract class LaneLossTests(IRedisServer server) : LaneTest(server)
{
    [Fact]
    public async Task The_slot_of_a_killed_holder_is_free_within_fifteen_seconds()
    {
        var (one, other) = (await InstanceAsync(), await InstanceAsync());
        var waiters = await JoinAsync(one, other);

        var start = Stopwatch.GetTimestamp();
        await one.KillAsync();
        await waiters[1].Turn.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Free after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 6, 15);
    }

    [Fact]
    public async Task A_dead_waiter_holds_nobody_up()
    {
        var (one, other) = (await InstanceAsync(Short), await InstanceAsync(Short));
        var waiters = await JoinAsync(other, one, other);

        await one.KillAsync();
        await Until.TrueAsync(() => waiters[2].Positions[^1] == 1);

        Assert.Single(await QueueAsync());
    }

    [Fact]
    public async Task A_slot_that_a_dead_waiter_gets_is_free_again_when_its_place_would_have_been()
    {
        var (one, other) = (await InstanceAsync(Short), await InstanceAsync(Short));
        var waiters = await JoinAsync(other, one, other);

        await one.KillAsync();
        await waiters[0].ReleaseAsync();

        await waiters[2].Turn.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_holder_that_stood_still_for_too_long_is_told_that_its_slot_is_gone()
    {
        var time = new FakeTimeProvider();
        var (still, other) = (await InstanceAsync(Short, time), await InstanceAsync(Short));
        var waiters = await JoinAsync(still, other);

        await waiters[1].Turn.WaitAsync(Patience, Cancel);
        time.Advance(Short.Renews);

        await Until.TrueAsync(async () => (await waiters[0].Turn).Lost.IsCancellationRequested);
        await waiters[0].ReleaseAsync();
        Assert.Single(await HoldersAsync());
        Assert.False((await waiters[1].Turn).Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_waiter_that_stood_still_for_too_long_has_its_place_again()
    {
        var time = new FakeTimeProvider();
        var (still, other) = (await InstanceAsync(Short, time), await InstanceAsync(Short));
        await JoinAsync(other, still);
        await Until.TrueAsync(async () => (await QueueAsync()).Length == 0);
        var late = await other.JoinAsync();

        time.Advance(Short.Renews);
        await Until.TrueAsync(() => late.Positions.Count > 1);

        Assert.Equal([1, 2], late.Positions.Take(2));
    }

    [Fact]
    public async Task Time_in_which_nobody_spoke_does_not_count()
    {
        var time = new FakeTimeProvider();
        var (one, other) = (await InstanceAsync(time: time), await InstanceAsync(time: time));
        var waiters = await JoinAsync(one, one, other);
        var (holders, queue) = (await HoldersAsync(), await QueueAsync());

        await LetPassAsync(TimeSpan.FromMinutes(1));
        waiters.Add(await other.JoinAsync());

        Assert.Equal(holders, await HoldersAsync());
        Assert.Equal(queue, (await QueueAsync()).SkipLast(1));
    }

    [Fact]
    public async Task Holders_and_waiters_put_themselves_back_when_their_data_is_lost()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => InstanceAsync(Short, slots: 2)));
        var waiters = await JoinAsync(instances[0], instances[1], instances[2], instances[1], instances[0]);
        var (holders, queue) = (await HoldersAsync(), await QueueAsync());

        await ForgetAsync();
        waiters.Add(new(instances[2].Lane));
        await Until.TrueAsync(async () => (await HoldersAsync()).Length == 2 && (await QueueAsync()).Length == 4);
        await Until.TrueAsync(GivesOutAgainAsync);

        Assert.Equal(holders.Order(), (await HoldersAsync()).Order());
        Assert.Equal(queue, (await QueueAsync()).SkipLast(1));
        Assert.DoesNotContain(waiters.Skip(2), waiter => waiter.HasSlot);
        await waiters[0].ReleaseAsync();
        await waiters[2].Turn.WaitAsync(Patience, Cancel);
        Assert.Equal(2, (await HoldersAsync()).Length);
    }

    [Fact]
    public async Task A_lane_that_nobody_uses_costs_a_read()
    {
        var book = new LaneBook(Redis, LaneInstance.Name, new());
        await book.TellAsync(1, []);
        var before = await Redis.Database.HashGetAllAsync(Redis.Keys.LaneClock(LaneInstance.Name));

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 500; i++) Assert.Empty(await book.TellAsync(1, []));
        var each = Stopwatch.GetElapsedTime(start) / 500;

        TestContext.Current.TestOutputHelper?.WriteLine($"{each.TotalMicroseconds:0} µs each");
        Assert.Equal(before, await Redis.Database.HashGetAllAsync(Redis.Keys.LaneClock(LaneInstance.Name)));
        Assert.True(each < TimeSpan.FromMilliseconds(20), $"It took {each}.");
    }

    // As if so much had passed: what is stored lies so much further back.
    private async Task LetPassAsync(TimeSpan span)
    {
        var (keys, ms) = (Redis.Keys, span.TotalMilliseconds);
        await Redis.Database.HashDecrementAsync(keys.LaneClock(LaneInstance.Name), "seen", (long)ms);
        foreach (var set in new[] { keys.Lane(LaneInstance.Name), keys.LaneAlive(LaneInstance.Name) })
        {
            foreach (var id in await Redis.Database.SortedSetRangeByRankAsync(set))
            {
                await Redis.Database.SortedSetDecrementAsync(set, id, ms);
            }
        }
    }

    private Task<long> ForgetAsync()
    {
        var (keys, name) = (Redis.Keys, LaneInstance.Name);
        return Redis.Database.KeyDeleteAsync(
            [(RedisKey)keys.Lane(name), keys.LaneQueue(name), keys.LaneAlive(name), keys.LaneClock(name)]);
    }

    private async Task<bool> GivesOutAgainAsync()
    {
        var clock = Redis.Keys.LaneClock(LaneInstance.Name);
        var (since, seen) =
            (await Redis.Database.HashGetAsync(clock, "since"), await Redis.Database.HashGetAsync(clock, "seen"));
        return (long)seen - (long)since > Short.Lives.TotalMilliseconds + Short.Renews.TotalMilliseconds;
    }
}

[Collection(nameof(OnRedis))]
public sealed class LaneLossRedisTests(RedisFixture server) : LaneLossTests(server);

[Collection(nameof(OnGarnet))]
public sealed class LaneLossGarnetTests(GarnetFixture server) : LaneLossTests(server);
