using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;
using SparkControl.Tests.Unit.Updates;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class JobDeskTests(IRedisServer server) : RedisTest(server)
{
    private static readonly JobRules AnyTime = new();

    private JobDesk Desk => new(Redis, TimeProvider.System);

    [Fact]
    public async Task A_click_that_wins_can_be_read_at_once_and_is_asked_of_the_driver()
    {
        var answer = await BeginAsync(Download("d-1"), AnyTime);

        Assert.Equal((JobAnswer.Taken, ""), (answer.Answer, answer.What));
        Assert.Equal("org/d-1", (await Store.ReadAsync(States.Download("d-1")))!.Value.Repo);
        Assert.Equal(JobKind.Download, (await Store.ReadAsync(States.Job("d-1")))!.Value.Kind);
        var request =
            Wire.Read<ClusterRequest>(Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync()));
        Assert.Equal(("d-1", RequestKind.Job), (request.Id, request.Kind));
    }

    [Fact]
    public async Task Of_two_clicks_on_the_same_repository_exactly_one_wins()
    {
        var other = new JobDesk(await LinkAsync(), TimeProvider.System);

        for (var round = 0; round < 25; round++)
        {
            var repo = $"org/r-{round}";
            var rules = new JobRules(SameAs: repo);
            var answers = await Task.WhenAll(
                BeginAsync(Download($"a-{round}", repo), rules),
                other.BeginAsync(States.Download($"b-{round}"), Download($"b-{round}", repo), rules));

            Assert.Single(answers, answer => answer.Answer == JobAnswer.Taken);
            Assert.Single(answers, answer => answer is { Answer: JobAnswer.SameRuns, What: { } id }
                && id.EndsWith($"-{round}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(JobKind.Update, JobAnswer.UpdateRuns)]
    [InlineData(JobKind.Download, JobAnswer.JobRuns)]
    [InlineData(JobKind.Deletion, JobAnswer.JobRuns)]
    public async Task What_runs_is_in_the_way_of_those_who_ask_for_that(JobKind kind, JobAnswer expected)
    {
        await BeginAsync(Download("d-1") with { Kind = kind }, AnyTime);

        var answer = await BeginAsync(Download("d-2"), new(NeedsNoUpdate: true, NeedsNoJob: true));

        Assert.Equal((expected, "d-1"), (answer.Answer, answer.What));
        Assert.Equal(JobAnswer.Taken, (await BeginAsync(Download("d-3"), AnyTime)).Answer);
    }

    [Fact]
    public async Task A_swap_and_a_reservation_are_in_the_way_of_what_needs_the_pair()
    {
        var needs = new JobRules(NeedsIdleSwap: true);
        var swap = SwapMachine.Begin("s-1", SwapKind.Load, ["spark1"], Given.Start);
        await Store.WriteAsync(States.Swap, swap);
        Assert.Equal((JobAnswer.SwapRuns, "s-1"), await AnswerAsync("d-1", needs));
        await Store.WriteAsync(States.Swap, SwapMachine.End(swap, Given.Start));
        var expires = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();
        await Store.WriteAsync(States.Reservation, new Reservation("nightly", SwapDesk.HashOf("right"), expires, null));

        Assert.Equal((JobAnswer.Reserved, "nightly"), await AnswerAsync("d-2", needs));
        Assert.Equal((JobAnswer.Reserved, "nightly"), await AnswerAsync("d-3", needs with { Token = "wrong" }));
        Assert.Equal((JobAnswer.Taken, ""), await AnswerAsync("d-4", needs with { Token = "right" }));
        Assert.Equal((JobAnswer.Taken, ""), await AnswerAsync("d-5", AnyTime));
    }

    [Fact]
    public async Task The_last_twenty_that_have_ended_are_kept_and_none_that_runs_is_dropped()
    {
        await BeginAsync(Download("d-runs"), AnyTime);
        for (var n = 1; n <= 25; n++)
        {
            await BeginAsync(Download($"d-{n}"), AnyTime);
            await Store.WriteAsync(States.Download($"d-{n}"), Download($"d-{n}") with { EndedAt = Given.Start });
        }

        await BeginAsync(Download("d-last"), AnyTime);

        var kept = (await Desk.AllAsync(Store)).Select(job => job.Id).ToList();
        Assert.Equal(["d-runs", .. Enumerable.Range(6, 20).Select(n => $"d-{n}"), "d-last"], kept);
        Assert.Null(await Store.ReadAsync(States.Job("d-5")));
        Assert.Equal(22, await Redis.Database.HashLengthAsync(Redis.Keys.Index));
    }

    [Fact]
    public async Task An_update_with_work_left_on_a_silent_node_is_kept_until_a_later_one_has_swept()
    {
        var begun = Update.Begin();
        var silent = begun with
        {
            Id = "u-silent",
            FromCommit = Update.Old,
            EndedAt = Given.Start,
            Run = begun.Run! with { Left = new("spark2", "u-silent-2") }
        };
        await EndedAsync(silent);
        await EndedAsync(silent with { Id = "u-refused", FromCommit = null, Run = begun.Run });
        await PassAsync("d", 25);
        Assert.NotNull(await Store.ReadAsync(States.Job("u-silent")));
        Assert.Null(await Store.ReadAsync(States.Job("u-refused")));

        await EndedAsync(silent with { Id = "u-good", Run = begun.Run });
        await PassAsync("e", 1);

        Assert.Null(await Store.ReadAsync(States.Job("u-silent")));
        Assert.NotNull(await Store.ReadAsync(States.Job("u-good")));

        Task EndedAsync(UpdateState update) => Desk.BeginAsync(States.Update(update.Id), update, AnyTime);

        async Task PassAsync(string prefix, int jobs)
        {
            for (var n = 1; n <= jobs; n++)
                await BeginAsync(Download($"{prefix}-{n}") with { EndedAt = Given.Start }, AnyTime);
        }
    }

    [Fact]
    public async Task A_cancel_is_asked_of_the_driver()
    {
        await Desk.CancelAsync("d-1");

        var request =
            Wire.Read<ClusterRequest>(Assert.Single(await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync()));
        Assert.Equal(("d-1", RequestKind.CancelJob), (request.Id, request.Kind));
    }

    [Fact]
    public async Task A_cancel_can_be_seen_at_once_and_changes_nothing_else()
    {
        var download =
            Download("d-1") with { Hindrance = "It says \"cancel_requested\":false, and a \\ too", Transfers = [] };
        await Desk.BeginAsync(States.Download("d-1"), download, AnyTime);
        var ended = Download("d-2") with { EndedAt = Given.Start };
        await Desk.BeginAsync(States.Download("d-2"), ended, AnyTime);

        foreach (var id in new[] { "d-1", "d-2", "d-none" }) await Desk.CancelAsync(id, showAtOnce: true);

        Assert.Equal(Wire.Write(download with { CancelRequested = true }),
            Wire.Write((await Store.ReadAsync(States.Download("d-1")))!.Value));
        Assert.Equal(Wire.Write(ended), Wire.Write((await Store.ReadAsync(States.Download("d-2")))!.Value));
        Assert.Null(await Store.ReadAsync(States.Download("d-none")));
        Assert.Equal(3, (await new HandOver(Redis, Redis.Keys.Requests).WaitingAsync())
            .Select(Wire.Read<ClusterRequest>).Count(request => request.Kind == RequestKind.CancelJob));
    }

    [Fact]
    public async Task More_jobs_than_may_wait_are_refused()
    {
        var rules = new JobRules(MostOpen: 2);
        await BeginAsync(Download("d-1"), rules);
        await BeginAsync(Download("d-ended") with { EndedAt = Given.Start }, rules);

        Assert.Equal(JobAnswer.Taken, (await BeginAsync(Download("d-2"), rules)).Answer);
        Assert.Equal(JobAnswer.TooMany, (await BeginAsync(Download("d-3"), rules)).Answer);
    }

    private Task<JobDeskResult> BeginAsync(DownloadState download, JobRules rules) =>
        Desk.BeginAsync(States.Download(download.Id), download, rules);

    private async Task<(JobAnswer, string)> AnswerAsync(string id, JobRules rules)
    {
        var result = await BeginAsync(Download(id), rules);
        return (result.Answer, result.What);
    }

    private static DownloadState Download(string id, string? repo = null) => new()
    {
        Id = id,
        Kind = JobKind.Download,
        Subject = repo ?? $"org/{id}",
        Repo = repo ?? $"org/{id}",
        Nodes = ModelNodes.Solo,
        Phase = DownloadPhase.Queued,
        RequestedAt = Given.Start
    };
}

[Collection(nameof(OnRedis))]
public sealed class JobDeskRedisTests(RedisFixture server) : JobDeskTests(server);

[Collection(nameof(OnGarnet))]
public sealed class JobDeskGarnetTests(GarnetFixture server) : JobDeskTests(server);
