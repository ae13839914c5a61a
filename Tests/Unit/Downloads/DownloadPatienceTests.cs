using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Tests.Unit.Downloads.Given;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>What is waited for and tried again, how often, and what is not.</summary>
public sealed class DownloadPatienceTests
{
    private static readonly JobFailure Offline = NodeFailures.NodeSilent("spark2", null);

    [Fact]
    public void What_passes_is_waited_for_and_then_gone_on_with()
    {
        var state = AtWork().Then(Looked(400_000), 5).Then(Broke(400_000, ToolFault.Passing), 10);
        Assert.Equal((DownloadStep.End, true, 1), (DownloadMachine.StepOf(state), state.IsActive, state.Restarts));

        state = state.Then(new DownloadSignal.Gone(), 11);
        Assert.Equal((DownloadStep.Wait, Start.AddSeconds(20), 2), (DownloadMachine.StepOf(state), state.Run!.NotBefore, state.Run.Attempt));
        Assert.Contains("goes on by itself", state.Hindrance, StringComparison.Ordinal);
        Assert.Equal(state.Hindrance, state.Then(new DownloadSignal.TakenUp(), 12).Hindrance);

        state = state.Then(new DownloadSignal.Waited(), 20);
        Assert.Equal((DownloadStep.Begin, null, DownloadPhase.Downloading), (DownloadMachine.StepOf(state), state.Hindrance, state.Phase));
    }

    [Fact]
    public void One_that_was_overtaken_in_a_pause_says_so_and_promises_no_next_try()
    {
        var waiting = AtWork().Then(Broke(400_000, ToolFault.Passing, retryAfter: TimeSpan.FromMinutes(10)), 10).Then(new DownloadSignal.Gone(), 11);

        var overtaken = waiting.Then(new DownloadSignal.Overtaken(2), 611);
        var its = overtaken.Then(new DownloadSignal.Overtaken(1), 700).Then(new DownloadSignal.Waited(), 800);

        Assert.Equal((DownloadStep.Wait, 2, false), (DownloadMachine.StepOf(overtaken), overtaken.Position, overtaken.Run!.KeepsTurn));
        Assert.DoesNotContain("next try", overtaken.Hindrance, StringComparison.Ordinal);
        Assert.Equal((DownloadStep.Begin, null, null), (DownloadMachine.StepOf(its), its.Position, its.Hindrance));
    }

    [Theory]
    [InlineData(0, null, 10)]
    [InlineData(3, null, 80)]
    [InlineData(9, null, 300)]
    [InlineData(500, null, 300)]
    [InlineData(0, 90, 90)]
    [InlineData(6, 90, 300)]
    [InlineData(0, 86_400, 3_600)]
    public void A_pause_doubles_and_is_no_shorter_than_the_other_side_asks(int before, int? asked, int expected) =>
        Assert.Equal(expected, DownloadPause.Of(before, asked is { } s ? TimeSpan.FromSeconds(s) : null, Options).TotalSeconds);

    [Fact]
    public void What_passes_may_come_as_often_as_it_likes_while_more_comes_in_between()
    {
        var state = AtWork();
        for (var n = 1; n <= 200; n++)
            state = Break(state, n * 4_000, ToolFault.Passing, n * 100);

        Assert.Equal((true, 1, 200), (state.IsActive, state.Run!.Waits, state.Restarts));
    }

    [Fact]
    public void What_never_passes_is_given_up_in_the_end()
    {
        var state = AtWork();
        var times = 0;
        for (; state.IsActive; times++) state = Break(state, 4_000, ToolFault.Passing, times * 1_000);

        Assert.Equal((DownloadPhase.Failed, "download_failed"), (state.Phase, state.Failure?.Code));
        Assert.Equal(DownloadEnds.MostWaits + 1, times);
    }

    [Fact]
    public void What_nobody_understands_is_tried_three_times_the_last_one_without_xet()
    {
        var first = Break(AtWork(), 400_000, ToolFault.Strange, 100);
        var second = Break(first, 400_000, ToolFault.Strange, 200);
        var third = Break(second, 400_000, ToolFault.Strange, 300);

        Assert.Equal((false, true), (first.XetOff, second.XetOff));
        Assert.Equal((DownloadPhase.Failed, 2), (third.Phase, third.Restarts));
    }

    [Fact]
    public void Three_in_a_row_are_three_without_more_in_between()
    {
        var state = AtWork();
        for (var stall = 1; stall <= 9; stall++)
        {
            var (from, bytes) = (stall * 1_000, stall * 90_000);
            state = state.Then(new DownloadSignal.Begun(), from).Then(Looked(bytes), from).Then(Looked(bytes), from + 60);
            state = state.Then(new DownloadSignal.Gone(), from + 61);
        }

        Assert.Equal((true, 9, 1), (state.IsActive, state.Restarts, state.Run!.Retries));
    }

    [Fact]
    public void Bytes_that_do_not_count_yet_are_no_silence()
    {
        var state = AtWork();
        for (var at = 5; at < 300; at += 5)
        {
            var disk = Disk(400_000) with { StagedBytes = at * 1_000_000L };
            state = state.Then(new DownloadSignal.Looked(
                new Dictionary<string, RepoLook> { ["spark1"] = disk }, new(new(RemoteJobState.Running, null, 0), null)), at);
        }

        Assert.Equal((0, null, false), (state.Restarts, state.Transfers[0].StalledSince, state.Run!.Ending));
    }

    [Fact]
    public void A_file_that_plain_HTTP_cannot_bring_stays_with_xet()
    {
        var large = AtWork() with { Files = [new("model.safetensors", 60_000_000_000, new Dictionary<string, long>())] };
        var state = large with { Run = large.Run! with { Blobs = new Dictionary<string, string> { ["model.safetensors"] = "blob" } } };

        state = state.Then(Looked(0), 5).Then(Looked(0), 70);

        Assert.Equal((true, false), (state.Run!.Ending, state.XetOff));
        Assert.Contains("xet=on", DownloadCommands.Fetch(state, EffectiveSettings.UsualHub, "/hub", []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_node_is_waited_for_in_the_preflight_with_longer_and_longer_pauses()
    {
        var state = Asked(ModelNodes.Cluster) with { Phase = DownloadPhase.Preflight };
        List<double> pauses = [];
        for (var at = 0; pauses.Count < 7; at += 1_000)
        {
            state = state.Then(new DownloadSignal.Delayed(Offline), at);
            pauses.Add((state.Run!.NotBefore!.Value - Start.AddSeconds(at)).TotalSeconds);
            state = state.Then(new DownloadSignal.Waited(), at + 999);
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], pauses);
        Assert.Equal((DownloadStep.Plan, DownloadPhase.Preflight), (DownloadMachine.StepOf(state), state.Phase));
    }

    [Fact]
    public void A_cancel_that_was_stored_while_nobody_drove_is_heeded_by_whoever_takes_it_up()
    {
        var waiting = (Asked() with { CancelRequested = true }).Then(new DownloadSignal.TakenUp(), 5);
        var working = (AtWork() with { CancelRequested = true }).Then(new DownloadSignal.TakenUp(), 5);

        Assert.Equal(DownloadPhase.Cancelled, waiting.Phase);
        Assert.Equal(DownloadStep.End, DownloadMachine.StepOf(working));
        Assert.Equal(DownloadPhase.Cancelled, working.Then(new DownloadSignal.Gone(), 6).Phase);
    }

    [Fact]
    public void Of_one_that_has_failed_no_list_of_files_is_kept()
    {
        var failed = Break(AtWork(), 9, ToolFault.Lasting, 100);

        Assert.Equal((DownloadPhase.Failed, 0, 0), (failed.Phase, failed.Files.Count, failed.Run!.Blobs.Count));
    }

    private static DownloadState Break(DownloadState state, long bytes, ToolFault fault, double at)
    {
        if (state.Run!.NotBefore is not null) state = state.Then(new DownloadSignal.Waited(), at - 1);
        return state.Then(new DownloadSignal.Begun(), at).Then(Looked(bytes), at + 1).Then(Broke(bytes, fault), at + 2)
            .Then(new DownloadSignal.Gone(), at + 3);
    }
}
