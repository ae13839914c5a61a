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
        var request = Wire.Read<ClusterRequest>(Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync()));
        Assert.Equal(("s-1", RequestKind.Swap, ClusterRequest.Patience), (request.Id, request.Kind, request.NotAfter - request.At));
    }

    [Fact]
    public async Task Of_two_clicks_exactly_one_wins()
    {
        var other = new SwapDesk(await LinkAsync(), TimeProvider.System);

        for (var round = 0; round < 50; round++)
        {
            var answers = await Task.WhenAll(Desk.BeginAsync(Swap($"a-{round}"), null), other.BeginAsync(Swap($"b-{round}"), null));

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
    public async Task A_reservation_lets_its_token_pass_until_it_expires(string? token, int seconds, DeskAnswer expected)
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
        await Store.WriteAsync(States.Job("u-1"), new JobState { Id = "u-1", Kind = JobKind.Update, Subject = "launcher" });

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
    [InlineData(JobKind.Update, false, DeskAnswer.UpdateRuns)]
    [InlineData(JobKind.Update, true, DeskAnswer.Taken)]
    [InlineData(JobKind.Download, false, DeskAnswer.Taken)]
    public async Task An_update_that_runs_is_in_the_way(JobKind kind, bool ended, DeskAnswer expected)
    {
        await Redis.Database.ListLeftPushAsync(Redis.Keys.Jobs, ["forgotten", "u-1"]);
        var job = new JobState { Id = "u-1", Kind = kind, Subject = "launcher", EndedAt = ended ? Given.Start : null };
        await Store.WriteAsync(States.Job("u-1"), job);

        var answer = await Desk.BeginAsync(Swap("s-1"), null);

        Assert.Equal(expected, answer.Answer);
        if (expected == DeskAnswer.UpdateRuns) Assert.Equal("u-1", answer.What);
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

    private static SwapState Swap(string id) => SwapMachine.Begin(id, SwapKind.Load, ["spark1", "spark2"], Given.Start);
}

[Collection(nameof(OnRedis))]
public sealed class SwapDeskRedisTests(RedisFixture server) : SwapDeskTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapDeskGarnetTests(GarnetFixture server) : SwapDeskTests(server);
