using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Tests.Unit.Downloads.Given;

namespace SparkControl.Tests.Unit.Downloads;

public sealed class DownloadMachineTests
{
    [Theory]
    [InlineData(true, DownloadPhase.Copying)]
    [InlineData(false, DownloadPhase.Downloading)]
    public void What_the_head_has_whole_is_only_copied_when_it_is_to_be_completed(bool completes, DownloadPhase phase)
    {
        KeyValuePair<string, RepoLook>[] disks =
            [new("spark1", Disk(1_000_000) with { Main = "another" }), new("spark2", Disk(0))];
        var asked = Asked(ModelNodes.Cluster) with { Completes = completes };

        var planned = asked.Then(new DownloadSignal.TakenUp()).Then(new DownloadSignal.Turn(0))
            .Then(new DownloadSignal.Planned(new(Model, disks)));

        Assert.Equal(phase, planned.Phase);
    }

    private const long All = 1_000_000;

    [Fact]
    public void It_waits_for_its_turn_and_says_how_many_come_first()
    {
        var waiting = Asked().Then(new DownloadSignal.TakenUp()).Then(new DownloadSignal.Turn(2));

        Assert.Equal((DownloadPhase.Queued, 2, null), (waiting.Phase, waiting.Position, waiting.StartedAt));
        var begun = waiting.Then(new DownloadSignal.Turn(0), 9);
        Assert.Equal(
            (DownloadPhase.Preflight, null, Start.AddSeconds(9)), (begun.Phase, begun.Position, begun.StartedAt));
    }

    [Theory]
    [InlineData(ModelNodes.Solo, 0, 0, DownloadPhase.Downloading)]
    [InlineData(ModelNodes.Solo, All, 0, DownloadPhase.Verifying)]
    [InlineData(ModelNodes.Cluster, 500_000, 0, DownloadPhase.Downloading)]
    [InlineData(ModelNodes.Cluster, All, 500_000, DownloadPhase.Copying)]
    [InlineData(ModelNodes.Cluster, All, All, DownloadPhase.Verifying)]
    public void What_a_node_has_is_not_brought_again(ModelNodes nodes, long head, long worker, DownloadPhase expected)
    {
        var planned = Planned(nodes, head, worker);

        Assert.Equal((expected, Commit, All), (planned.Phase, planned.Revision, planned.TotalBytes));
        Assert.Equal(head, planned.Transfers[0].Bytes);
    }

    [Fact]
    public void A_download_for_two_is_fetched_copied_compared_and_done()
    {
        var state = AtWork(ModelNodes.Cluster).Then(Looked(300_000), 5);
        Assert.Equal((DownloadStep.Look, 15), (DownloadMachine.StepOf(state), state.Percent));

        state = state.Then(Exited(All), 10);
        Assert.Equal((DownloadPhase.Copying, DownloadStep.Begin, 50),
            (state.Phase, DownloadMachine.StepOf(state), state.Percent));

        state = state.Then(new DownloadSignal.Begun(), 10).Then(Looked(500_000, "spark2"), 15);
        Assert.Equal((100, 50, 75), (state.Transfers[0].Percent, state.Transfers[1].Percent, state.Percent));

        state = state.Then(Exited(All, "spark2"), 20);
        Assert.Equal((DownloadPhase.Verifying, DownloadStep.Compare, 99),
            (state.Phase, DownloadMachine.StepOf(state), state.Percent));

        state = state.Then(Compared(("spark1", All), ("spark2", All)), 20);
        Assert.Equal(DownloadStep.Conclude, DownloadMachine.StepOf(state));
        state = state.Then(new DownloadSignal.Concluded(null, "s-1", null), 21);
        Assert.Equal(
            (DownloadPhase.Done, 100, "s-1", false), (state.Phase, state.Percent, state.ThenSwapId, state.IsActive));
        Assert.Null(DownloadMachine.StepOf(state));
    }

    [Fact]
    public void What_another_has_removed_before_the_end_is_no_success()
    {
        var state = AtWork().Then(Exited(All), 5).Then(Compared(("spark1", 999_000)), 6);

        Assert.Equal(
            (DownloadPhase.Failed, "incomplete", "spark1"), (state.Phase, state.Failure?.Code, state.Failure?.Node));
        Assert.Equal(99, state.Percent);
    }

    [Fact]
    public void A_third_minute_without_a_byte_is_the_last_one()
    {
        var state = AtWork();
        for (var stall = 1; stall <= 3; stall++)
        {
            var from = stall * 100;
            state = state.Then(new DownloadSignal.Begun(), from).Then(Looked(400_000), from)
                .Then(Looked(400_000), from + 59);
            Assert.False(state.Run!.Ending);

            state = state.Then(Looked(400_000), from + 60);
            Assert.Equal(DownloadStep.End, DownloadMachine.StepOf(state));
            state = state.Then(new DownloadSignal.Gone(), from + 61);
            Assert.Equal(stall < 3 ? (stall, true, true, stall + 1)
                : (2, true, false, 4), (state.Restarts, state.XetOff, state.IsActive, state.Run!.Attempt));
        }

        Assert.Equal((DownloadPhase.Failed, "stalled"), (state.Phase, state.Failure?.Code));
    }

    [Fact]
    public void A_node_that_says_nothing_is_waited_for_and_does_not_count_as_a_stall()
    {
        var state = AtWork().Then(Looked(400_000), 5).Then(new DownloadSignal.Hindered("spark1 does not answer."), 30);

        Assert.Equal(("spark1 does not answer.", null), (state.Hindrance, state.Transfers[0].BytesPerSecond));
        state = state.Then(Looked(400_000), 500);
        Assert.Equal(
            (null, false, DownloadStep.Look), (state.Hindrance, state.Run!.Ending, DownloadMachine.StepOf(state)));
    }

    [Fact]
    public void Whoever_takes_it_up_attaches_to_the_job_before_it_looks()
    {
        var state = AtWork().Then(Looked(400_000), 5).Then(new DownloadSignal.TakenUp(), 300);

        Assert.Equal((DownloadStep.Begin, 1), (DownloadMachine.StepOf(state), state.Run!.Attempt));
        Assert.Equal(DownloadStep.Look,
            DownloadMachine.StepOf(state.Then(new DownloadSignal.Begun(), 301).Then(Looked(400_000), 302)));
    }

    [Fact]
    public void A_file_of_another_size_is_removed_before_it_is_fetched_again()
    {
        var sha = Model.Files[1].Blob;
        var disk = Disk(All) with
        {
            Blobs = new Dictionary<string, BlobLook>(Disk(All).Blobs) { [sha] = new(9, 9) },
            Files = new Dictionary<string, long>(Disk(All).Files) { ["a.safetensors"] = 9 }
        };
        var looked = new DownloadSignal.Looked(
            new Dictionary<string, RepoLook> { ["spark1"] = disk }, new(new(RemoteJobState.Exited, 0, 0), null));

        var state = AtWork().Then(looked, 5).Then(new DownloadSignal.Gone(), 6);

        Assert.Equal((DownloadPhase.Downloading, DownloadStep.Begin, 1),
            (state.Phase, DownloadMachine.StepOf(state), state.Restarts));
        Assert.Equal([sha], state.Run!.Wrong);
    }

    [Fact]
    public void A_commit_that_came_meanwhile_disturbs_nothing()
    {
        DownloadSignal Newer(long bytes, RemoteJobState job, int? code) => new DownloadSignal.Looked(
            new Dictionary<string, RepoLook> { ["spark1"] = Disk(bytes) with { Main = "newer" } },
            new(new(job, code, 0), null));

        var state = AtWork().Then(Newer(400_000, RemoteJobState.Running, null), 5);
        Assert.Equal((DownloadPhase.Downloading, 40), (state.Phase, state.Percent));

        state = state.Then(Newer(All, RemoteJobState.Exited, 0), 10);
        Assert.Equal((DownloadPhase.Verifying, Commit, 0), (state.Phase, state.Revision, state.Restarts));
    }

    [Fact]
    public void A_commit_that_is_gone_from_the_Hub_is_planned_anew_and_percent_does_not_fall()
    {
        var state = AtWork(ModelNodes.Cluster).Then(Looked(950_000), 5).Then(Broke(950_000, ToolFault.Outdated), 10);
        Assert.Equal((DownloadPhase.Preflight, DownloadStep.Plan), (state.Phase, DownloadMachine.StepOf(state)));

        KeyValuePair<string, RepoLook>[] disks = [new("spark1", Disk(10_000)), new("spark2", Disk(0))];
        state = state.Then(new DownloadSignal.Planned(new(Model with { Commit = "newer" }, disks)), 15);

        Assert.Equal(("newer", 95, 47), (state.Revision, state.Transfers[0].Percent, state.Percent));
        Assert.Equal(10_000, state.Transfers[0].Bytes);
    }

    [Fact]
    public void Weights_that_another_commit_is_called_main_of_are_fetched_by_name()
    {
        KeyValuePair<string, RepoLook>[] disks = [new("spark1", Disk(All) with { Main = "older" })];

        var state = (Asked() with { Phase = DownloadPhase.Preflight })
            .Then(new DownloadSignal.Planned(new(Model, disks)));

        Assert.Equal((DownloadPhase.Downloading, false), (state.Phase, state.Transfers[0].Verified));
    }

    [Fact]
    public void It_is_downloaded_under_the_name_that_the_Hub_has_it_under()
    {
        KeyValuePair<string, RepoLook>[] disks = [new("spark1", Disk(0))];

        var state = (Asked() with { Phase = DownloadPhase.Preflight })
            .Then(new DownloadSignal.Planned(new(Model with { Repo = "Org/Name" }, disks)));

        Assert.Equal(("Org/Name", "Org/Name"), (state.Repo, state.Subject));
    }

    [Theory]
    [InlineData(DownloadPhase.Queued)]
    [InlineData(DownloadPhase.Preflight)]
    public void What_has_begun_nothing_is_cancelled_at_once(DownloadPhase phase)
    {
        var state = (Asked() with { Phase = phase }).Then(new DownloadSignal.CancelAsked(), 3);

        Assert.Equal((DownloadPhase.Cancelled, Start.AddSeconds(3)), (state.Phase, state.EndedAt));
    }

    [Fact]
    public void What_runs_is_cancelled_when_it_is_gone()
    {
        var asked = AtWork().Then(Looked(400_000), 5).Then(new DownloadSignal.CancelAsked(), 6);

        Assert.Equal(
            (true, true, DownloadStep.End), (asked.IsActive, asked.CancelRequested, DownloadMachine.StepOf(asked)));
        Assert.Equal(DownloadStep.End,
            DownloadMachine.StepOf(asked.Then(new DownloadSignal.Hindered("spark1 does not answer."), 7)));
        Assert.Equal(DownloadPhase.Cancelled, asked.Then(new DownloadSignal.Gone(), 8).Phase);
    }

    [Fact]
    public void What_the_tool_says_is_why_it_has_failed()
    {
        var why = new ToolEnd(DownloadFailures.Gated(Repo, hasToken: false), ToolFault.Lasting);

        var state = AtWork().Then(Exited(0, code: 1, end: why), 5).Then(new DownloadSignal.Gone(), 6);

        Assert.Equal((DownloadPhase.Failed, "gated_repo", $"https://huggingface.co/{Repo}"),
            (state.Phase, state.Failure?.Code, state.Failure?.Url));
    }

    [Fact]
    public void A_job_that_something_else_has_ended_is_begun_again_twice()
    {
        var state = AtWork();
        for (var end = 1; end <= 3; end++)
            state = state.Then(new DownloadSignal.Begun(), end * 10)
                .Then(Looked(9, job: RemoteJobState.Lost), end * 10 + 5).Then(new DownloadSignal.Gone(), end * 10 + 6);

        Assert.Equal((DownloadPhase.Failed, "interrupted", 2), (state.Phase, state.Failure?.Code, state.Restarts));
    }

    [Theory]
    [InlineData(10_000_999_999, false)]
    [InlineData(10_001_000_000, true)]
    public void Ten_gigabytes_stay_free_on_every_node(long free, bool fits)
    {
        KeyValuePair<string, RepoLook>[] disks = [new("spark1", Disk(0)), new("spark2", Disk(0, free: free))];

        var state = (Asked(ModelNodes.Cluster) with { Phase = DownloadPhase.Preflight })
            .Then(new DownloadSignal.Planned(new(Model, disks)));

        Assert.Equal(fits ? null : "disk_short", state.Failure?.Code);
        if (!fits) Assert.Contains("Spark 2: 1.0 MB have to come", state.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_fails_of_the_files_that_differ_and_names_them()
    {
        var hashes = Model.Files.Where(file => file.Sha256 is not null)
            .ToDictionary(file => file.Path, file => file.Sha256!);
        var check = Planned(head: All) with { Verifies = "d-0", Phase = DownloadPhase.Verifying };
        DownloadSignal Hashed(RemoteJobState job, Dictionary<string, string> sha) =>
            new DownloadSignal.Hashed(
                [new("spark1", new(job, job == RemoteJobState.Exited ? 0 : null, 0),
                    new(sha, new Dictionary<string, string>(), 0))]);

        Assert.True(check.Then(Hashed(RemoteJobState.Running, [])).IsActive);
        Assert.Equal((DownloadPhase.Done, 100), check.Then(Hashed(RemoteJobState.Exited, hashes)) is var good
            ? (good.Phase, good.Percent) : default);
        hashes["b.safetensors"] = "other";
        var bad = check.Then(Hashed(RemoteJobState.Exited, hashes));
        Assert.Equal((DownloadPhase.Failed, "corrupt"), (bad.Phase, bad.Failure?.Code));
        Assert.Contains("b.safetensors", bad.Failure!.Detail, StringComparison.Ordinal);
    }
}
