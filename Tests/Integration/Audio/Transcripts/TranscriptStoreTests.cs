using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

public abstract class TranscriptStoreTests(IRedisServer server) : TranscriptTest(server)
{
    [Fact]
    public async Task What_its_owner_wrote_is_read_by_any_instance_with_all_parts_in_order()
    {
        var (one, other) = (await InstanceAsync(), await InstanceAsync());
        var owned = await CreateAsync(one);

        owned.Update(
            state => state with { Phase = TranscriptPhase.Running, Duration = 12.5, Warnings = ["a \"doubt\""] });
        for (var i = 0; i < 450; i += 50) owned.Add(Enumerable.Range(i, 50));
        Assert.True(await owned.EndAsync(TranscriptPhase.Done, null, Cancel));

        var slice = await other.Store.ReadAsync("t-1", 0, 1000);
        Assert.Equal(Enumerable.Range(0, 450), slice!.Parts.Select(int.Parse));
        Assert.Equal(
            (TranscriptPhase.Done, 450, 12.5), (slice.State.Phase, slice.State.SegmentsCount, slice.State.Duration));
        Assert.Equal(["a \"doubt\""], slice.State.Warnings);
        Assert.NotNull(slice.State.EndedAt);
        Assert.Null(await other.Store.ReadAsync("t-2"));
    }

    [Fact]
    public async Task An_id_that_leads_to_another_key_is_nobodys()
    {
        var instance = await InstanceAsync();
        var owned = await CreateAsync(instance);
        owned.Add([1, 2]);
        Assert.True(await owned.EndAsync(TranscriptPhase.Done, null, Cancel));

        Assert.Null(await instance.Store.ReadAsync("t-1:parts"));
        Assert.Equal(DeleteOutcome.Missing, await instance.Store.DeleteAsync("t-1:parts"));

        Assert.Equal(2, (await instance.Store.ReadAsync("t-1"))!.Parts.Count);
    }

    [Fact]
    public async Task Parts_of_many_megabytes_are_stored_whole()
    {
        var owned = await CreateAsync(await InstanceAsync());
        var parts = Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), 100_000)).ToList();

        owned.Add(parts);
        Assert.True(await owned.EndAsync(TranscriptPhase.Done, null, Cancel));

        var stored = await Redis.Database.ListRangeAsync(Redis.Keys.TranscriptParts("t-1"));
        Assert.Equal(parts, stored.Select(part => part.ToString().Trim('"')));
    }

    [Fact]
    public async Task Only_its_owner_writes_even_where_the_sign_of_the_owner_has_run_out()
    {
        var instance = await InstanceAsync(time: new FakeTimeProvider());
        var owned = await CreateAsync(instance);
        var stranger = new TranscriptPen(Redis, "t-1", "stranger", Quick.Kept, Quick);

        Assert.Equal(PenOutcome.Refused, await stranger.WriteAsync(owned.State, 0, ["1"]));
        await Redis.Database.KeyDeleteAsync(Redis.Keys.TranscriptOwner("t-1"));
        Assert.Equal(PenOutcome.Refused, await stranger.WriteAsync(owned.State, 0, ["1"]));
        Assert.True(await owned.EndAsync(TranscriptPhase.Done, null, Cancel));

        Assert.Equal(0, (await StateAsync(instance)).SegmentsCount);
        Assert.Equal(0, await Redis.Database.ListLengthAsync(Redis.Keys.TranscriptParts("t-1")));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_made_again_without_doubling()
    {
        var state = (await CreateAsync(await InstanceAsync(time: new FakeTimeProvider()))).State;
        var token = (string)(await Redis.Database.StringGetAsync(Redis.Keys.TranscriptOwner("t-1")))!;
        var pen = new TranscriptPen(Redis, "t-1", token, Quick.Kept, Quick);
        var done = state.Ended(TranscriptPhase.Done, null, DateTimeOffset.UnixEpoch);

        Assert.Equal(PenOutcome.Written, await pen.WriteAsync(state, 0, ["0", "1"]));
        Assert.Equal(PenOutcome.Written, await pen.WriteAsync(state, 0, ["0", "1"]));
        Assert.Equal(PenOutcome.Written, await pen.WriteAsync(done, 0, ["0", "1", "2"]));
        Assert.Equal(PenOutcome.Written, await pen.WriteAsync(done, 0, ["0", "1", "2"]));
        Assert.Equal(PenOutcome.Refused, await pen.WriteAsync(state, 3, ["3"]));

        var stored = await Redis.Database.ListRangeAsync(Redis.Keys.TranscriptParts("t-1"));
        Assert.Equal(["0", "1", "2"], stored.Select(part => (string)part!));
    }

    [Fact]
    public async Task The_owner_says_every_three_seconds_that_it_lives_and_the_transcript_lives_a_day_from_then()
    {
        var time = new FakeTimeProvider();
        var owned = await CreateAsync(await InstanceAsync(time: time));
        owned.Add([0]);
        var (keys, database) = (Redis.Keys, Redis.Database);
        await Until.TrueAsync(() => database.KeyExistsAsync(keys.TranscriptParts("t-1")));
        await database.KeyExpireAsync(keys.TranscriptOwner("t-1"), TimeSpan.FromSeconds(5));
        await database.KeyExpireAsync(keys.Transcript("t-1"), TimeSpan.FromHours(1));
        await database.KeyExpireAsync(keys.TranscriptParts("t-1"), TimeSpan.FromHours(1));

        await Until.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return await database.KeyTimeToLiveAsync(keys.TranscriptOwner("t-1")) > TimeSpan.FromSeconds(6);
        });

        Assert.True(await database.KeyTimeToLiveAsync(keys.TranscriptOwner("t-1")) <= TimeSpan.FromSeconds(10));
        foreach (var key in new[] { keys.Transcript("t-1"), keys.TranscriptParts("t-1") })
        {
            Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value.TotalHours, 23.9, 24);
        }
    }

    [Fact]
    public async Task What_somebody_waits_for_is_not_listed_and_lives_an_hour()
    {
        var instance = await InstanceAsync();
        await CreateAsync(instance, "t-1");
        var waited = await CreateAsync(instance, "t-2", isJob: false);
        waited.Add([0]);
        await waited.EndAsync(TranscriptPhase.Done, null, Cancel);

        Assert.Equal(["t-1"], (await instance.Store.ListAsync()).Select(state => state.Id));
        Assert.Equal(TranscriptPhase.Done, (await StateAsync(instance, "t-2")).Phase);
        foreach (var key in new[] { Redis.Keys.Transcript("t-2"), Redis.Keys.TranscriptParts("t-2") })
        {
            Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(key))!.Value.TotalHours, 0.9, 1);
        }
    }

    [Fact]
    public async Task A_cancel_of_one_that_runs_leaves_one_that_has_ended()
    {
        var instance = await InstanceAsync();
        var owned = await CreateAsync(instance);
        Assert.Equal(DeleteOutcome.Cancelling, await instance.Store.DeleteAsync("t-1", ifRunning: true));
        await owned.EndAsync(TranscriptPhase.Done, null, Cancel);

        Assert.Equal(DeleteOutcome.Kept, await instance.Store.DeleteAsync("t-1", ifRunning: true));
        Assert.Equal(DeleteOutcome.Missing, await instance.Store.DeleteAsync("t-2", ifRunning: true));

        Assert.Equal(TranscriptPhase.Done, (await StateAsync(instance)).Phase);
    }

    [Fact]
    public async Task A_cancel_of_any_instance_reaches_the_owner_by_event()
    {
        var owner = await InstanceAsync(time: new FakeTimeProvider());
        var owned = await CreateAsync(owner);

        Assert.Equal(DeleteOutcome.Cancelling, await (await InstanceAsync()).Store.DeleteAsync("t-1"));

        await Until.TrueAsync(() => owned.Cancelled.IsCancellationRequested);
        Assert.False(owned.Lost.IsCancellationRequested);
        Assert.True(await owned.EndAsync(TranscriptPhase.Cancelled, null, Cancel));
    }

    [Fact]
    public async Task One_that_has_ended_is_removed_with_all_that_belongs_to_it()
    {
        var instance = await InstanceAsync();
        var owned = await CreateAsync(instance);
        owned.Add([0]);
        await owned.EndAsync(TranscriptPhase.Done, null, Cancel);

        Assert.Equal(DeleteOutcome.Removed, await instance.Store.DeleteAsync("t-1"));
        Assert.Equal(DeleteOutcome.Missing, await instance.Store.DeleteAsync("t-1"));

        Assert.Empty(await instance.Store.ListAsync());
        Assert.False(await Redis.Database.KeyExistsAsync(Redis.Keys.TranscriptParts("t-1")));
    }

    [Fact]
    public async Task The_last_twenty_are_listed_newest_first_without_those_that_are_gone()
    {
        var instance = await InstanceAsync();
        for (var i = 0; i < 23; i++) await CreateAsync(instance, $"t-{i}");
        await Redis.Database.KeyDeleteAsync(Redis.Keys.Transcript("t-21"));

        var listed = await instance.Store.ListAsync();

        Assert.Equal(Enumerable.Range(2, 21).Reverse().Where(i => i != 21).Select(i => $"t-{i}"),
            listed.Select(state => state.Id));
    }

    [Fact]
    public async Task One_without_owner_is_interrupted_once_however_many_instances_look()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InstanceAsync(Short)));
        await (await CreateAsync(instances[0])).DisposeAsync();
        await using var living = await CreateAsync(instances[0], "t-2");
        IReadOnlyList<string> abandoned = [];
        await Until.TrueAsync(async () => (abandoned = await instances[1].Store.FindAbandonedAsync()).Count > 0);

        var marked = await Task.WhenAll(instances.Select(instance => instance.Store.InterruptAsync(abandoned[0])));

        Assert.Equal(["t-1"], abandoned);
        Assert.Single(marked, done => done);
        var state = await StateAsync(instances[2]);
        Assert.Equal((TranscriptPhase.Failed, "interrupted"), (state.Phase, state.Problem?.Code));
        Assert.Empty(await instances[3].Store.FindAbandonedAsync());
    }

    [Fact]
    public async Task The_sweep_finds_what_is_abandoned_and_an_owner_that_comes_back_is_told()
    {
        var time = new FakeTimeProvider();
        var still = await InstanceAsync(Short, time);
        var owned = await CreateAsync(still);
        var other = await InstanceAsync(Short);
        using var sweep = new Interrupted(other.Store, Short, TimeProvider.System, NullLogger<Interrupted>.Instance);
        await sweep.StartAsync(Cancel);

        await Until.TrueAsync(async () => (await StateAsync(other)).Phase == TranscriptPhase.Failed);
        owned.Add([1]);

        Assert.False(await owned.EndAsync(TranscriptPhase.Done, null, Cancel));
        Assert.True(owned.Lost.IsCancellationRequested);
        Assert.Equal("interrupted", (await StateAsync(other)).Problem?.Code);
        await sweep.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_finished_window_is_kept_for_half_a_day()
    {
        var instance = await InstanceAsync();
        var owned = await CreateAsync(instance);

        owned.Keep("hash", new TranscriptModels("a", null));
        await Until.TrueAsync(() => Redis.Database.KeyExistsAsync(Redis.Keys.Window("hash")));

        Assert.Equal(new("a", null), await instance.Store.FindWindowAsync<TranscriptModels>("hash"));
        Assert.Null(await instance.Store.FindWindowAsync<TranscriptModels>("other"));
        Assert.Null(await instance.Store.FindWindowAsync<TranscriptProblem>("hash"));
        Assert.InRange(
            (await Redis.Database.KeyTimeToLiveAsync(Redis.Keys.Window("hash")))!.Value.TotalHours, 11.9, 12);
    }
}

[Collection(nameof(OnRedis))]
public sealed class TranscriptStoreRedisTests(RedisFixture server) : TranscriptStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class TranscriptStoreGarnetTests(GarnetFixture server) : TranscriptStoreTests(server);
