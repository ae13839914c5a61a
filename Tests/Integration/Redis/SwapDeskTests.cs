using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class SwapDeskTests(IRedisServer server) : RedisTest(server)
{
    private SwapDesk Desk => new(Redis, TimeProvider.System);

    [Fact]
    public async Task A_click_that_wins_can_be_read_at_once_and_is_asked_of_the_driver()
    {
        var answer = await Desk.BeginAsync(Swap("s-1"), token: null);

        Assert.Equal(DeskAnswer.Taken, answer.Answer);
        Assert.Equal("s-1", (await Store.ReadAsync(States.Swap))!.Value.Id);
        var request =
            Wire.Read<ClusterRequest>(Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync()));
        Assert.Equal(("s-1", RequestKind.Swap, ClusterRequest.Patience),
            (request.Id, request.Kind, request.NotAfter - request.At));
    }

    [Fact]
    public async Task Of_two_clicks_exactly_one_wins()
    {
        var other = new SwapDesk(await LinkAsync(), TimeProvider.System);

        for (var round = 0; round < 50; round++)
        {
            var answers = await Task.WhenAll(
                Desk.BeginAsync(Swap($"a-{round}"), null), other.BeginAsync(Swap($"b-{round}"), null));

            var stored = (await Store.ReadAsync(States.Swap))!.Value;
            var loser = Assert.Single(answers, a => a.Answer == DeskAnswer.SwapRuns);
            Assert.Single(answers, a => a.Answer == DeskAnswer.Taken);
            Assert.Equal(stored.Id, loser.What);
            await Store.WriteAsync(States.Swap, SwapMachine.End(stored, Given.Start));
        }

        Assert.Equal(50, (await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync()).Count);
    }

    [Fact]
    public async Task A_click_made_after_a_swap_that_has_moved_since_is_to_be_made_anew()
    {
        await Store.WriteAsync(States.Swap, SwapMachine.End(Swap("s-1"), Given.Start));
        var seen = (await Store.ReadAsync(States.Swap))!.Rev;
        await Store.WriteAsync(States.Swap, SwapMachine.End(Swap("s-2"), Given.Start));

        var late = await Desk.BeginAsync(Swap("s-3"), null, after: seen);
        var anew = await Desk.BeginAsync(Swap("s-3"), null, after: (await Store.ReadAsync(States.Swap))!.Rev);

        Assert.Equal((DeskAnswer.Moved, DeskAnswer.Taken), (late.Answer, anew.Answer));
        Assert.Equal("s-3", (await Store.ReadAsync(States.Swap))!.Value.Id);
    }

    [Theory]
    [InlineData(null, 60, DeskAnswer.Reserved)]
    [InlineData("wrong", 60, DeskAnswer.Reserved)]
    [InlineData("right", 60, DeskAnswer.Taken)]
    [InlineData(null, -60, DeskAnswer.Taken)]
    public async Task A_reservation_lets_its_token_pass_until_it_expires(
        string? token, int seconds, DeskAnswer expected)
    {
        var expires = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeMilliseconds();
        await Store.WriteAsync(States.Reservation, new Reservation("nightly", SwapDesk.HashOf("right"), expires, null));

        var answer = await Desk.BeginAsync(Swap("s-1"), token);

        Assert.Equal(expected, answer.Answer);
        if (expected == DeskAnswer.Reserved) Assert.Equal("nightly", answer.What);
    }

    [Fact]
    public async Task An_update_that_tries_its_image_by_a_swap_is_not_in_its_own_way()
    {
        await Redis.Database.ListLeftPushAsync(Redis.Keys.Jobs, "u-1");
        await Store.WriteAsync(
            States.Job("u-1"), new JobState { Id = "u-1", Kind = JobKind.Update, Subject = "launcher" });

        var another = await Desk.BeginAsync(Swap("s-1"), null, update: "u-2");
        var own = await Desk.BeginAsync(Swap("s-1"), null, update: "u-1");

        Assert.Equal((DeskAnswer.UpdateRuns, DeskAnswer.Taken), (another.Answer, own.Answer));
    }

    [Fact]
    public async Task A_reservation_that_was_given_back_holds_nobody_up()
    {
        await Store.WriteAsync(States.Reservation, new Reservation(null, null, 0, null));

        Assert.Equal(DeskAnswer.Taken, (await Desk.BeginAsync(Swap("s-1"), null)).Answer);
    }

    [Theory]
    [InlineData(SwapKind.Stop, DeskAnswer.Taken)]
    [InlineData(SwapKind.Load, DeskAnswer.Reserved)]
    public async Task A_machine_that_stops_a_model_to_save_a_Spark_passes_every_reservation(
        SwapKind kind, DeskAnswer expected)
    {
        await ReserveAsync("right");
        var swap = SwapMachine.Begin("s-1", kind, ["spark1"], Given.Start);

        var answer = await Desk.BeginAsync(swap with { Run = swap.Run with { Action = "a-1" } }, null);

        Assert.Equal(expected, answer.Answer);
    }

    [Theory]
    [InlineData(JobKind.Update, SwapKind.Stop, DeskAnswer.Taken)]
    [InlineData(JobKind.Deletion, SwapKind.Stop, DeskAnswer.Taken)]
    [InlineData(JobKind.Update, SwapKind.Load, DeskAnswer.UpdateRuns)]
    public async Task A_machine_that_stops_a_model_to_save_a_Spark_passes_updates_and_deletions(
        JobKind kind, SwapKind asked, DeskAnswer expected)
    {
        await Redis.Database.ListLeftPushAsync(Redis.Keys.Jobs, "u-1");
        await Store.WriteAsync(States.Job("u-1"), new JobState { Id = "u-1", Kind = kind, Subject = "launcher" });
        var swap = SwapMachine.Begin("s-1", asked, ["spark1"], Given.Start);

        var answer = await Desk.BeginAsync(swap with { Run = swap.Run with { Action = "a-1" } }, null);

        Assert.Equal(expected, answer.Answer);
    }

    [Fact]
    public async Task A_machine_does_not_pass_the_load_that_an_update_tries_its_image_by()
    {
        var trial = Swap("s-1");
        await Desk.BeginAsync(trial with { Run = trial.Run with { Action = "u-1" } }, null, update: "u-1");
        var stop = SwapMachine.Begin("s-2", SwapKind.Stop, ["spark1"], Given.Start);

        var answer = await Desk.BeginAsync(stop with { Run = stop.Run with { Action = "a-1" } }, null);

        Assert.Equal((DeskAnswer.SwapRuns, "s-1"), (answer.Answer, answer.What));
    }

    [Fact]
    public async Task Who_is_refused_hears_for_how_long()
    {
        await ReserveAsync("right");

        Assert.InRange((await Desk.BeginAsync(Swap("s-1"), null)).SecondsLeft, 50, 61);
    }

    [Theory]
    [InlineData("right", DeskAnswer.Taken)]
    [InlineData(null, DeskAnswer.Reserved)]
    public async Task A_roll_back_passes_where_the_load_that_it_answers_did(string? token, DeskAnswer expected)
    {
        var (failed, rev, lease) = await FailedAsync();
        await ReserveAsync("right");
        var back = Swap("s-2") with { RollsBack = "s-1" };

        var answer = await Desk.RollBackAsync(
            back with { Run = back.Run with { Pass = token is null ? null : SwapDesk.HashOf(token) } },
            failed, rev, lease);

        Assert.Equal(expected, answer.Answer);
    }

    [Fact]
    public async Task Of_two_drivers_one_begins_the_roll_back_and_the_failed_load_is_kept_beside_it()
    {
        var (failed, rev, lease) = await FailedAsync();
        var other = new SwapDesk(await LinkAsync(), TimeProvider.System);
        var answered = failed with { RolledBackTo = new("good", "Good") { Swap = "s-2" } };

        var answers = await Task.WhenAll(
            Desk.RollBackAsync(Swap("s-2"), answered, rev, lease),
            other.RollBackAsync(Swap("s-2"), answered, rev, lease));

        Assert.Single(answers, a => a.Answer == DeskAnswer.Taken);
        Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync());
        Assert.Equal("s-2", (await Store.ReadAsync(States.Swap))!.Value.Id);
        Assert.Equal(("s-1", "s-2"), (
            (await Store.ReadAsync(States.Failed))!.Value.Id,
            (await Store.ReadAsync(States.Failed))!.Value.RolledBackTo?.Swap));
        var kept = await new SwapHistory(Redis, Store).LatestAsync(10);
        Assert.Equal([("s-1", "s-2"), ("s-0", null)], kept.Select(swap => (swap.Id, swap.RolledBackTo?.Swap)));
    }

    [Fact]
    public async Task A_click_that_came_first_stands_and_so_does_another_holder()
    {
        var (failed, rev, lease) = await FailedAsync();
        await TakeLeaseAsync("they");
        var lost = await Desk.RollBackAsync(Swap("s-2"), failed, rev, lease);

        await Desk.BeginAsync(Swap("s-3"), null, after: rev);
        var late = await Desk.RollBackAsync(Swap("s-2"), failed, rev, await TakeLeaseAsync());

        Assert.Equal((DeskAnswer.Lost, DeskAnswer.SwapRuns), (lost.Answer, late.Answer));
        Assert.Equal("s-3", (await Store.ReadAsync(States.Swap))!.Value.Id);
        Assert.Null(await Store.ReadAsync(States.Failed));
    }

    [Fact]
    public async Task A_value_is_written_over_the_one_that_was_read_and_over_no_other()
    {
        var (failed, rev, lease) = await FailedAsync();

        Assert.Null(await Store.WriteAsync(States.Swap, failed with { Id = "s-9" }, lease, over: rev - 1));
        Assert.NotNull(await Store.WriteAsync(States.Swap, failed with { Percent = 5 }, lease, over: rev));
        Assert.Equal(("s-1", 5),
            ((await Store.ReadAsync(States.Swap))!.Value.Id, (await Store.ReadAsync(States.Swap))!.Value.Percent));
    }

    [Theory]
    [InlineData(JobKind.Update, false, DeskAnswer.UpdateRuns)]
    [InlineData(JobKind.Update, true, DeskAnswer.Taken)]
    [InlineData(JobKind.Download, false, DeskAnswer.Taken)]
    [InlineData(JobKind.Deletion, false, DeskAnswer.DeletionRuns)]
    [InlineData(JobKind.Deletion, true, DeskAnswer.Taken)]
    public async Task An_update_or_a_deletion_that_runs_is_in_the_way(JobKind kind, bool ended, DeskAnswer expected)
    {
        await Redis.Database.ListLeftPushAsync(Redis.Keys.Jobs, ["forgotten", "u-1"]);
        var job = new JobState { Id = "u-1", Kind = kind, Subject = "launcher", EndedAt = ended ? Given.Start : null };
        await Store.WriteAsync(States.Job("u-1"), job);

        var answer = await Desk.BeginAsync(Swap("s-1"), null);

        Assert.Equal(expected, answer.Answer);
        if (expected != DeskAnswer.Taken) Assert.Equal("u-1", answer.What);
    }

    [Fact]
    public async Task A_refused_click_changes_nothing()
    {
        await Desk.BeginAsync(Swap("s-1"), null);
        var before = await Store.ReadAsync(States.Swap);

        await Desk.BeginAsync(Swap("s-2"), null);

        Assert.Equal(before!.Rev, (await Store.ReadAsync(States.Swap))!.Rev);
        Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync());
    }

    private Task<long?> ReserveAsync(string token) => Store.WriteAsync(
        States.Reservation,
        new Reservation(
            "nightly", SwapDesk.HashOf(token), DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeMilliseconds(), null));

    private async Task<(SwapState Failed, long Rev, Lease Lease)> FailedAsync()
    {
        var lease = await TakeLeaseAsync();
        var failed = SwapMachine.End(Given.Swap(SwapPhase.Failed), Given.Start);
        var history = new SwapHistory(Redis, Store);
        await history.RecordAsync(failed with { Id = "s-0" }, lease);
        await history.RecordAsync(failed, lease);
        return (failed, (await Store.WriteAsync(States.Swap, failed, lease))!.Value, lease);
    }

    private static SwapState Swap(string id) => SwapMachine.Begin(id, SwapKind.Load, ["spark1", "spark2"], Given.Start);
}

[Collection(nameof(OnRedis))]
public sealed class SwapDeskRedisTests(RedisFixture server) : SwapDeskTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapDeskGarnetTests(GarnetFixture server) : SwapDeskTests(server);
