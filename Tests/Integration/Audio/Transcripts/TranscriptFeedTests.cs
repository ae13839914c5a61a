using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

public abstract class TranscriptFeedTests(IRedisServer server) : TranscriptTest(server)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(1000)]
    [InlineData(5000)]
    public async Task A_follower_is_told_each_part_from_any_index_on_while_another_instance_writes(int from)
    {
        var (writer, reader) = (await InstanceAsync(), await InstanceAsync());
        var owned = await CreateAsync(writer);
        var following = reader.FollowAsync("t-1", from, Cancel);

        for (var i = 0; i < 1000; i += 20)
        {
            owned.Add(Enumerable.Range(i, 20));
            if (i % 100 == 0) await Redis.Database.PingAsync();
        }

        await owned.EndAsync(TranscriptPhase.Done, null, Cancel);
        var (parts, last) = await following.WaitAsync(Patience, Cancel);
        Assert.Equal(Enumerable.Range(0, 1000).Skip(from), parts);
        Assert.Equal((TranscriptEventKind.Done, 1000), (last!.Kind, last.State.SegmentsCount));
    }

    [Fact]
    public async Task A_follower_that_leaves_and_comes_back_loses_and_doubles_nothing()
    {
        var (writer, reader) = (await InstanceAsync(), await InstanceAsync());
        var owned = await CreateAsync(writer);
        var adding = AddSlowlyAsync(owned, 600);

        var parts = new List<int>();
        while (parts.Count < 600)
        {
            parts.AddRange(
                (await reader.FollowAsync("t-1", parts.Count, Cancel, Math.Min(37, 600 - parts.Count))
                    .WaitAsync(Patience, Cancel)).Parts);
        }

        await adding;
        Assert.Equal(Enumerable.Range(0, 600), parts);
    }

    [Fact]
    public async Task A_follower_sees_the_state_at_once_and_each_change_then_the_end()
    {
        var (writer, reader) = (await InstanceAsync(), await InstanceAsync());
        var owned = await CreateAsync(writer);
        await using var told = reader.Feed.FollowAsync("t-1", 0, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal(TranscriptPhase.Queued, (await NextAsync(told)).State.Phase);
        owned.Update(state => state with { QueuePosition = 3 });
        Assert.Equal(3, (await NextAsync(told)).State.QueuePosition);
        await owned.EndAsync(TranscriptPhase.Failed, TranscriptProblem.Interrupted, Cancel);
        Assert.Equal(TranscriptEventKind.State, (await NextAsync(told)).Kind);
        var end = await NextAsync(told);

        Assert.Equal((TranscriptEventKind.Failed, "interrupted"), (end.Kind, end.State.Problem?.Code));
        Assert.Null(end.State.QueuePosition);
        Assert.False(await told.MoveNextAsync());
    }

    [Fact]
    public async Task A_follower_of_one_that_is_removed_is_let_go()
    {
        var (writer, reader) = (await InstanceAsync(), await InstanceAsync());
        await CreateAsync(writer);
        await using var told = reader.Feed.FollowAsync("t-1", 0, Cancel).GetAsyncEnumerator(Cancel);
        await NextAsync(told);

        await Redis.Database.SortedSetRemoveAsync(Redis.Keys.TranscriptsOpen, "t-1");
        await writer.Store.DeleteAsync("t-1");

        Assert.False(await told.MoveNextAsync().AsTask().WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Who_waits_for_one_that_is_removed_is_told_that_it_has_failed()
    {
        var (writer, reader, ended) =
            (await InstanceAsync(), await InstanceAsync(), new TaskCompletionSource<TranscriptState>());
        var owned = await CreateAsync(writer);
        await using var told = reader.Feed.FollowAsync(new BegunTranscript("t-1", ended.Task), Cancel)
            .GetAsyncEnumerator(Cancel);
        await NextAsync(told);

        await Redis.Database.SortedSetRemoveAsync(Redis.Keys.TranscriptsOpen, "t-1");
        await writer.Store.DeleteAsync("t-1");
        ended.SetResult(owned.State.Ended(TranscriptPhase.Done, null, DateTimeOffset.UnixEpoch));

        var end = await NextAsync(told);
        Assert.Equal((TranscriptEventKind.Failed, "removed"), (end.Kind, end.State.Problem?.Code));
        Assert.False(await told.MoveNextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_is_told_the_end_of_one_that_this_service_ends_with(bool isDone)
    {
        var writer = await InstanceAsync();
        var life = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var feed = new TranscriptFeed(writer.Store, writer.News, TimeProvider.System, life);
        var owned = await CreateAsync(writer);
        var ended = new TaskCompletionSource<TranscriptState>();
        await using var told = feed.FollowAsync(new BegunTranscript("t-1", ended.Task), Cancel)
            .GetAsyncEnumerator(Cancel);
        await NextAsync(told);

        var next = told.MoveNextAsync();
        life.StopApplication();
        owned.Add([1, 2]);
        await owned.EndAsync(
            isDone ? TranscriptPhase.Done : TranscriptPhase.Failed, isDone ? null
                : TranscriptProblem.Interrupted, Cancel);
        ended.SetResult(owned.State);
        var events = new List<TranscriptEvent>();
        while (await next.AsTask().WaitAsync(Patience, Cancel))
        {
            events.Add(told.Current);
            next = told.MoveNextAsync();
        }

        var end = events[^1];
        Assert.Equal(isDone ? TranscriptEventKind.Done : TranscriptEventKind.Failed, end.Kind);
        Assert.Equal(isDone ? null : "interrupted", end.State.Problem?.Code);
        if (isDone) Assert.Equal(["1", "2"], events.SelectMany(one => one.Parts));
    }

    private static async Task AddSlowlyAsync(OwnedTranscript owned, int count)
    {
        for (var i = 0; i < count; i++)
        {
            owned.Add([i]);
            if (i % 10 == 0) await Task.Delay(1, Cancel);
        }
    }

    private static async Task<TranscriptEvent> NextAsync(IAsyncEnumerator<TranscriptEvent> told)
    {
        Assert.True(await told.MoveNextAsync().AsTask().WaitAsync(Patience, Cancel));
        return told.Current;
    }
}

[Collection(nameof(OnRedis))]
public sealed class TranscriptFeedRedisTests(RedisFixture server) : TranscriptFeedTests(server);

[Collection(nameof(OnGarnet))]
public sealed class TranscriptFeedGarnetTests(GarnetFixture server) : TranscriptFeedTests(server);
