using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Unit.Swaps;
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
        await Store.WriteAsync(A, "1");
        await Store.WriteAsync(B, "2");

        await SeenAsync(() => (mirror.Value(A), mirror.Value(B)) == ("1", "2"));
    }

    [Fact]
    public async Task Parallel_writes_end_with_the_value_of_the_greatest_rev()
    {
        var writes = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(async i => (Rev: await Store.WriteAsync(A, $"{i}"), Value: $"{i}")));
        var last = writes.MaxBy(write => write.Rev);

        await SeenAsync(() => mirror.Get(A)?.Rev == last.Rev);

        Assert.Equal(last.Value, mirror.Value(A));
    }

    [Fact]
    public async Task A_mirror_never_goes_back_a_rev()
    {
        ConcurrentQueue<long> seen = [];
        mirror.Changed += change => { if (change.Name == "a") seen.Enqueue(change.Rev); };
        await WriteAsync(A, "1");
        await WriteAsync(A, "2");
        await Redis.Database.StringSetAsync(
            Redis.Keys.State("a"), """{"rev":1,"observed_at":"2026-11-24T12:00:00Z","value":"1"}""");

        // Words come in any order: of so many, one has been looked at by the last of the others.
        for (var round = 0; round < 20; round++)
        {
            await Redis.Database.PublishAsync(RedisChannel.Literal(Redis.Channels.Changes), "a 1");
            await WriteAsync(C, $"{round}");
        }

        Assert.Equal("2", mirror.Value(A));
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task A_message_that_was_lost_is_made_up_for_by_the_next_full_read()
    {
        await Redis.Database.StringSetAsync(
            Redis.Keys.State("a"), """{"rev":7,"observed_at":"2026-11-24T12:00:00Z","value":"quiet"}""");
        await Redis.Database.HashSetAsync(Redis.Keys.Index, "a", 7);

        time.Advance(TimeSpan.FromSeconds(10));

        await SeenAsync(() => mirror.Value(A) == "quiet");
    }

    [Fact]
    public async Task A_value_of_a_version_that_is_not_understood_is_unknown_and_can_be_written_over()
    {
        var key = new StateKey<SwapState>("a");
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = mirror.Watch(_ => { }, _ => heard.TrySetResult());
        await Store.WriteAsync(A, "what a later version might write");
        await heard.Task.WaitAsync(Patience, Cancel);

        Assert.Null(mirror.Value(key));
        Assert.Null(await Store.ReadAsync(key));
        Assert.NotNull(await Store.WriteAsync(key, Given.Swap(SwapPhase.Preflight)));
        Assert.NotNull(await Store.ReadAsync(key));
    }

    [Fact]
    public async Task Another_generation_makes_it_forget_what_it_had_and_read_all_that_is_there()
    {
        await WriteAsync(A, "old");
        await WriteAsync(B, "old");

        await Redis.Database.KeyDeleteAsync(
            [Redis.Keys.Generation, Redis.Keys.Rev, Redis.Keys.Index, Redis.Keys.State("a"), Redis.Keys.State("b")]);
        await Redis.Database.StringSetAsync(
            Redis.Keys.State("c"), """{"rev":1,"observed_at":"2026-11-24T12:00:00Z","value":"quiet"}""");
        await Redis.Database.HashSetAsync(Redis.Keys.Index, "c", 1);
        await Redis.Database.StringSetAsync(Redis.Keys.Rev, 1);
        await Store.WriteAsync(B, "new");
        await SeenAsync(() => (mirror.Value(B), mirror.Value(C)) == ("new", "quiet"));

        Assert.Null(mirror.Value(A));
        Assert.Equal(2, mirror.Get(B)!.Rev);
    }

    [Fact]
    public async Task Who_watches_gets_everything_and_then_each_change_once()
    {
        await WriteAsync(A, "1");
        await WriteAsync(B, "2");

        ConcurrentQueue<string> seen = [];
        using (mirror.Watch(all => all.Select(c => c.Name).Order().ToList().ForEach(seen.Enqueue), change => seen.Enqueue(change.Name)))
        {
            await WriteAsync(C, "3");
        }

        Assert.Equal(["a", "b", "c"], seen);
    }

    [Fact]
    public async Task Who_watches_is_given_everything_again_when_redis_was_emptied()
    {
        await WriteAsync(A, "old");
        await WriteAsync(B, "old");
        var before = mirror.Generation;
        var again = new TaskCompletionSource<(string?, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = mirror.Watch(
            all =>
            {
                if (mirror.Generation != before)
                    again.TrySetResult((mirror.Generation, string.Join(' ', all.Select(c => $"{c.Name}{c.Rev}"))));
            },
            _ => { });

        await Redis.Database.KeyDeleteAsync(
            [Redis.Keys.Generation, Redis.Keys.Rev, Redis.Keys.Index, Redis.Keys.State("a"), Redis.Keys.State("b")]);
        await Store.WriteAsync(B, "new");
        var (generation, all) = await again.Task.WaitAsync(Patience, Cancel);

        Assert.Equal("b1", all);
        Assert.Equal(await Redis.Database.StringGetAsync(Redis.Keys.Generation), generation);
    }

    // Redis' words come in no certain order: each key that matters is waited for.
    private async Task WriteAsync(StateKey<string> key, string value)
    {
        await Store.WriteAsync(key, value);
        await SeenAsync(() => mirror.Value(key) == value);
    }

    /// <summary>Returns when it is true of the mirror, and who watched before has heard of it.</summary>
    private async Task SeenAsync(Func<bool> isSeen)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = mirror.Watch(_ => Look(), _ => Look());
        await seen.Task.WaitAsync(Patience, Cancel);

        void Look()
        {
            if (isSeen()) seen.TrySetResult();
        }
    }
}

[Collection(nameof(OnRedis))]
public sealed class StateStoreRedisTests(RedisFixture server) : StateStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class StateStoreGarnetTests(GarnetFixture server) : StateStoreTests(server);
