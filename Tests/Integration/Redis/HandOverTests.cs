using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class HandOverTests(IRedisServer server) : RedisTest(server)
{
    private static readonly StateKey<string> Outcome = new("outcome");

    private HandOver List => new(Redis, Redis.Keys.Requests);

    [Fact]
    public async Task Entries_are_taken_in_the_order_in_which_they_came()
    {
        var lease = await TakeLeaseAsync();
        foreach (var entry in (string[])["a", "b", "c"]) await List.PushAsync(entry);

        Assert.Equal(["\"a\"", "\"b\"", "\"c\""], await List.WaitingAsync());
        Assert.Equal(["\"a\"", "\"b\"", "\"c\"", null], [await Take(), await Take(), await Take(), await Take()]);

        async Task<string?> Take() => (await List.TakeAsync(lease))?.Raw;
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_takes()
    {
        var lease = await TakeLeaseAsync();
        await List.PushAsync("a");
        var theirs = await TakeLeaseAsync("they");

        Assert.Null(await List.TakeAsync(lease));
        Assert.NotNull(await List.TakeAsync(theirs));
    }

    [Fact]
    public async Task What_was_taken_stays_until_it_is_settled()
    {
        var lease = await TakeLeaseAsync();
        await List.PushAsync("a");
        await List.PushAsync("b");
        var first = await List.TakeAsync(lease);
        var second = await List.TakeAsync(lease);

        Assert.Equal([first!, second!], await List.UnsettledAsync());
        await List.SettleAsync(first!);
        Assert.Equal([second!], await List.UnsettledAsync());
    }

    [Fact]
    public async Task The_outcome_and_its_settling_are_one_step()
    {
        var lease = await TakeLeaseAsync();
        await List.PushAsync("a");
        var entry = await List.TakeAsync(lease);

        await TakeLeaseAsync("they");
        Assert.Null(await Store.WriteAsync(Outcome, "done", lease, entry));
        Assert.Single(await List.UnsettledAsync());

        var again = await TakeLeaseAsync();
        await Store.WriteAsync(Outcome, "done", again, entry);
        Assert.Empty(await List.UnsettledAsync());
    }

    [Fact]
    public async Task A_full_list_refuses()
    {
        Assert.True(await List.PushAsync("a", limit: 2));
        Assert.True(await List.PushAsync("b", limit: 2));
        Assert.False(await List.PushAsync("c", limit: 2));
        Assert.Equal(2, (await List.WaitingAsync()).Count);
    }

    [Fact]
    public async Task A_push_wakes_who_watches_this_list_alone()
    {
        const int Pushes = 10;
        var actions = new HandOver(Redis, Redis.Keys.Actions);
        using SemaphoreSlim heard = new(0), heardOfActions = new(0);
        await using var other = await actions.WatchAsync(() => heardOfActions.Release());
        await using var watch = await List.WatchAsync(() => heard.Release());

        for (var i = 0; i < Pushes; i++)
        {
            await List.PushAsync(i);
            Assert.True(await heard.WaitAsync(Patience, Cancel));
        }

        // The watcher of the other list has been told by the time it hears of its own.
        await actions.PushAsync("mine");
        Assert.True(await heardOfActions.WaitAsync(Patience, Cancel));
        Assert.Equal((0, 0), (heard.CurrentCount, heardOfActions.CurrentCount));
    }

    [Fact]
    public async Task Two_takers_never_get_the_same_entry()
    {
        var lease = await TakeLeaseAsync();
        for (var i = 0; i < 50; i++) await List.PushAsync(i);

        var taken = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => List.TakeAsync(lease)));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}").Order(),
            taken.OfType<HandOverEntry>().Select(e => e.Raw).Order());
    }
}

[Collection(nameof(OnRedis))]
public sealed class HandOverRedisTests(RedisFixture server) : HandOverTests(server);

[Collection(nameof(OnGarnet))]
public sealed class HandOverGarnetTests(GarnetFixture server) : HandOverTests(server);
