using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class StateStoreTests(IRedisServer server) : RedisTest(server)
{
    private static readonly StateKey<string> A = new("a"), B = new("b"), C = new("c");

    private readonly FakeTimeProvider time = new();
    private StateMirror mirror = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        mirror = new(await LinkAsync(), time, NullLogger<StateMirror>.Instance);
        await mirror.StartAsync(Cancel);
        await mirror.Loaded.WaitAsync(Patience, Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await mirror.StopAsync(CancellationToken.None);
        mirror.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_later_write_has_a_greater_rev()
    {
        long?[] revs = [await Store.WriteAsync(A, "1"), await Store.WriteAsync(B, "2"), await Store.WriteAsync(A, "3")];

        Assert.Equal([1, 2, 3], revs);
        Assert.Equal((3, "3"), ((await Store.ReadAsync(A))!.Rev, (await Store.ReadAsync(A))!.Value));
    }

    [Fact]
    public async Task A_write_is_refused_when_the_lease_has_moved()
    {
        var mine = await TakeLeaseAsync();
        await Store.WriteAsync(A, "mine", mine);
        var theirs = await TakeLeaseAsync("they");

        Assert.Null(await Store.WriteAsync(A, "mine again", mine));
        Assert.Equal(2, await Store.WriteAsync(A, "theirs", theirs));
        Assert.Equal("theirs", (await Store.ReadAsync(A))!.Value);
    }

    [Fact]
    public async Task A_mirror_hears_of_every_key()
    {
        var heard = HearAsync("b");
        await Store.WriteAsync(A, "1");
        await Store.WriteAsync(B, "2");

        await heard;
        Assert.Equal(("1", "2"), (mirror.Value(A), mirror.Value(B)));
    }

    [Fact]
    public async Task Parallel_writes_end_with_the_value_of_the_greatest_rev()
    {
        var done = HearAsync("c");
        var revs = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i => (Rev: await Store.WriteAsync(A, $"{i}"), Value: $"{i}")));
        await Store.WriteAsync(C, "done");
        await done;

        Assert.Equal(revs.MaxBy(r => r.Rev).Value, mirror.Value(A));
    }

    [Fact]
    public async Task A_mirror_never_goes_back_a_rev()
    {
        List<long> seen = [];
        mirror.Changed += change => { if (change.Name == "a") seen.Add(change.Rev); };
        var done = HearAsync("c");
        await Store.WriteAsync(A, "1");
        await Store.WriteAsync(A, "2");
        var old = """{"rev":1,"observed_at":"2026-11-24T12:00:00Z","value":"1"}""";
        var both = HearAsync("b");
        await Store.WriteAsync(B, "x");
        await both;

        await Redis.Database.StringSetAsync(Redis.Keys.State("a"), old);
        await Redis.Database.PublishAsync(RedisChannel.Literal(Redis.Channels.Changes), "a 1");
        await Store.WriteAsync(C, "done");
        await done;

        Assert.Equal("2", mirror.Value(A));
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task A_message_that_was_lost_is_made_up_for_by_the_next_full_read()
    {
        var heard = HearAsync("a");
        await Redis.Database.StringSetAsync(Redis.Keys.State("a"), """{"rev":7,"observed_at":"2026-11-24T12:00:00Z","value":"quiet"}""");
        await Redis.Database.HashSetAsync(Redis.Keys.Index, "a", 7);

        time.Advance(TimeSpan.FromSeconds(10));

        await heard;
        Assert.Equal("quiet", mirror.Value(A));
    }

    [Fact]
    public async Task Another_generation_makes_it_forget_what_it_had_and_read_all_that_is_there()
    {
        var first = HearAsync("b");
        await Store.WriteAsync(A, "old");
        await Store.WriteAsync(B, "old");
        await first;

        await Redis.Database.KeyDeleteAsync(
            [Redis.Keys.Generation, Redis.Keys.Rev, Redis.Keys.Index, Redis.Keys.State("a"), Redis.Keys.State("b")]);
        await Redis.Database.StringSetAsync(Redis.Keys.State("c"), """{"rev":1,"observed_at":"2026-11-24T12:00:00Z","value":"quiet"}""");
        await Redis.Database.HashSetAsync(Redis.Keys.Index, "c", 1);
        await Redis.Database.StringSetAsync(Redis.Keys.Rev, 1);
        var both = Task.WhenAll(HearAsync("c"), HearAsync("b"));
        await Store.WriteAsync(B, "new");
        await both;

        Assert.Equal((null, "new", "quiet"), (mirror.Value(A), mirror.Value(B), mirror.Value(C)));
        Assert.Equal(2, mirror.Get(B)!.Rev);
    }

    [Fact]
    public async Task Who_watches_gets_everything_and_then_each_change_once()
    {
        var first = HearAsync("b");
        await Store.WriteAsync(A, "1");
        await Store.WriteAsync(B, "2");
        await first;

        List<string> seen = [];
        using (mirror.Watch(all => seen.AddRange(all.Select(c => c.Name).Order()), change => seen.Add(change.Name)))
        {
            var done = HearAsync("c");
            await Store.WriteAsync(C, "3");
            await done;
        }

        Assert.Equal(["a", "b", "c"], seen);
    }

    [Fact]
    public async Task Who_watches_is_given_everything_again_when_redis_was_emptied()
    {
        var first = HearAsync("b");
        await Store.WriteAsync(A, "old");
        await Store.WriteAsync(B, "old");
        await first;
        var before = mirror.Generation;
        var again = new TaskCompletionSource<(string?, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = mirror.Watch(
            all =>
            {
                if (mirror.Generation != before) again.TrySetResult((mirror.Generation, string.Join(' ', all.Select(c => $"{c.Name}{c.Rev}"))));
            },
            _ => { });

        await Redis.Database.KeyDeleteAsync(
            [Redis.Keys.Generation, Redis.Keys.Rev, Redis.Keys.Index, Redis.Keys.State("a"), Redis.Keys.State("b")]);
        await Store.WriteAsync(B, "new");
        var (generation, all) = await again.Task.WaitAsync(Patience, Cancel);

        Assert.Equal("b1", all);
        Assert.Equal(await Redis.Database.StringGetAsync(Redis.Keys.Generation), generation);
    }

    private Task HearAsync(string name)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Behind the others, so that they have heard it too.
        mirror.Changed += change => { if (change.Name == name) heard.TrySetResult(); };
        return heard.Task.WaitAsync(Patience, Cancel);
    }
}

[Collection(nameof(OnRedis))]
public sealed class StateStoreRedisTests(RedisFixture server) : StateStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class StateStoreGarnetTests(GarnetFixture server) : StateStoreTests(server);
