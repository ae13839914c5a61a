using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Contracts.SwapPhase;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class SwapMachineTests
{
    private static readonly Dictionary<string, SwapSignal> Signals = new()
    {
        ["preflight ok"] = new SwapSignal.PreflightDone(new([])),
        ["preflight not ok"] = new SwapSignal.PreflightDone(new([new("weights", CheckState.Failed, "No weights")])),
        ["cancel"] = new SwapSignal.CancelAsked(),
        ["running"] = new SwapSignal.Seen(Given.Running("spark1")),
        ["empty"] = new SwapSignal.Seen(Given.Empty("spark1")),
        ["silent"] = new SwapSignal.Seen(NodeSight.Unknown("spark1", null)),
        ["launcher runs"] = new SwapSignal.LauncherSeen(RemoteJobState.Running, null),
        ["launcher unknown"] = new SwapSignal.LauncherSeen(RemoteJobState.Unknown, null),
        ["launcher ended"] = new SwapSignal.LauncherEnded(),
        ["launcher hindered"] = new SwapSignal.LauncherHindered("busy"),
        ["commanded"] = new SwapSignal.Commanded("./launch-cluster.sh"),
        ["refused"] = new SwapSignal.LaunchRefused(new() { Code = "launch_refused", Title = "No" }),
        ["lines"] = new SwapSignal.Lines(1, [new("spark1", 0, "hello")]),
        ["moved"] = new SwapSignal.Moved(),
        ["polled"] = new SwapSignal.Polled([new(Given.Weights, null, null)]),
        ["answered"] = new SwapSignal.Answered(true, null),
        ["another panel"] = new SwapSignal.AnotherPanel("p-2"),
        ["tick"] = new SwapSignal.Tick()
    };

    [Fact]
    public void A_load_begins_with_a_look_and_a_stop_with_stopping()
    {
        var load = SwapMachine.Begin("s-1", SwapKind.Load, ["spark1", "spark2"], Given.Start);
        var stop = SwapMachine.Begin("s-2", SwapKind.Stop, ["spark1"], Given.Start);

        Assert.Equal((SwapPhase.Preflight, 2, true), (load.Phase, load.Nodes.Count, load.IsActive));
        Assert.Equal((Stopping, 1, true), (stop.Phase, stop.Nodes.Count, stop.IsActive));
        Assert.Equal([new StageStart(SwapPhase.Preflight, null, Given.Start)], load.Stages);
    }

    [Theory]
    [InlineData(SwapPhase.Preflight, "preflight ok", Stopping)]
    [InlineData(SwapPhase.Preflight, "preflight not ok", Failed)]
    [InlineData(SwapPhase.Preflight, "cancel", Cancelled)]
    [InlineData(SwapPhase.Preflight, "another panel", Failed)]
    [InlineData(Stopping, "cancel", Stopping)]
    [InlineData(Stopping, "another panel", Failed)]
    [InlineData(Launching, "cancel", Cancelled)]
    [InlineData(Launching, "refused", Failed)]
    [InlineData(Launching, "another panel", Failed)]
    [InlineData(Loading, "cancel", Cancelled)]
    [InlineData(Loading, "another panel", Failed)]
    public void A_signal_that_means_something_moves_the_swap(SwapPhase from, string signal, SwapPhase to) =>
        Assert.Equal(to, Given.Swap(from).After(Signals[signal]).Phase);

    public static TheoryData<SwapPhase, string> WithoutMeaning()
    {
        (SwapPhase Phase, string[] Moves)[] table =
        [
            (SwapPhase.Preflight, ["preflight ok", "preflight not ok", "cancel", "another panel"]),
            (Stopping, ["another panel"]),
            (Launching, ["cancel", "refused", "another panel"]),
            (Loading, ["cancel", "another panel"]),
            (Failed, ["another panel"]),
            (Cancelled, ["another panel"])
        ];
        return [.. table.SelectMany(
            row => Signals.Keys.Except(row.Moves).Select(s => new TheoryDataRow<SwapPhase, string>(row.Phase, s)))];
    }

    [Theory]
    [MemberData(nameof(WithoutMeaning))]
    public void Any_other_signal_leaves_the_phase(SwapPhase phase, string signal)
    {
        var after = Given.Swap(phase).After(Signals[signal]);

        Assert.Equal((phase, true), (after.Phase, after.IsActive));
    }

    public static TheoryData<SwapPhase, string> Ended() => new MatrixTheoryData<SwapPhase, string>(
        [Ready, Failed, Cancelled, Stopped], Signals.Keys);

    [Theory]
    [MemberData(nameof(Ended))]
    public void A_swap_that_has_ended_never_changes(SwapPhase phase, string signal)
    {
        var ended = SwapMachine.End(Given.Swap(phase), Given.Start);

        Assert.Same(ended, ended.After(Signals[signal], seconds: 100_000));
    }

    [Theory]
    [InlineData(SwapPhase.Preflight, false)]
    [InlineData(Stopping, true)]
    [InlineData(Launching, true)]
    [InlineData(Loading, true)]
    public void A_cancel_ends_at_once_only_what_has_touched_nothing(SwapPhase phase, bool active) =>
        Assert.Equal(active, Given.Swap(phase).After(Signals["cancel"]).IsActive);

    [Fact]
    public void A_cancel_while_the_old_model_is_stopped_is_done_when_it_is_gone()
    {
        var after = Given.Swap(Stopping).After(Signals["cancel"]).Saw(Given.Empty("spark1")).Saw(Given.Empty("spark2"));

        Assert.Equal((Cancelled, false), (after.Phase, after.IsActive));
        Assert.All(after.Nodes, n => Assert.Equal(NodeRemains.Empty, n.Remains));
    }

    [Fact]
    public void A_stop_is_not_cancelled()
    {
        var stop = Given.Swap(Stopping, kind: SwapKind.Stop);

        Assert.Same(stop, stop.After(Signals["cancel"]));
    }

    [Theory]
    [InlineData(SwapPhase.Preflight)]
    [InlineData(Stopping)]
    [InlineData(Launching)]
    [InlineData(Loading)]
    [InlineData(Cancelled)]
    public void Another_panel_ends_it_at_once_and_nothing_is_claimed_of_the_nodes(SwapPhase phase)
    {
        var after = Given.Swap(phase).After(Signals["another panel"]);

        Assert.Equal(("another_panel", phase, false), (after.Failure!.Code, after.Failure.Phase, after.IsActive));
        Assert.All(after.Nodes, n => Assert.Equal(NodeRemains.Unknown, n.Remains));
    }

    [Fact]
    public void Another_panel_does_not_hide_why_a_load_failed_before()
    {
        var failed =
            SwapMachine.Fail(Given.Swap(Loading), new() { Code = "out_of_memory", Title = "No memory" }, Given.Start);
        var after = failed.After(Signals["another panel"]);

        Assert.Equal(("out_of_memory", false), (after.Failure?.Code, after.IsActive));
    }

    [Fact]
    public void What_ends_before_anything_was_touched_says_nothing_of_what_is_left() =>
        Assert.All((string[])["cancel", "preflight not ok"], signal => Assert.All(
            Given.Swap(SwapPhase.Preflight).After(Signals[signal]).Nodes, n => Assert.Null(n.Remains)));

    [Theory]
    [InlineData(SwapPhase.Preflight, "preflight not ok", Failed)]
    [InlineData(SwapPhase.Preflight, "cancel", Cancelled)]
    [InlineData(SwapPhase.Preflight, "another panel", Failed)]
    [InlineData(Launching, "refused", Failed)]
    [InlineData(Loading, "cancel", Cancelled)]
    [InlineData(Loading, "another panel", Failed)]
    [InlineData(Cancelled, "another panel", Failed)]
    public void The_work_is_over_when_it_fails_or_is_cancelled_and_not_when_all_is_cleaned(
        SwapPhase from, string signal, SwapPhase end)
    {
        var after = Given.Swap(from).After(Signals[signal], 30);

        Assert.Equal(new StageStart(end, null, Given.Start.AddSeconds(30)), after.Stages[^1]);
        Assert.Equal(after.Stages, after.Ticked(200).Stages);
    }

    [Theory]
    [InlineData(SwapKind.Stop, Stopped)]
    [InlineData(SwapKind.Load, Cancelled)]
    public void The_end_of_a_stop_is_a_stage_too(SwapKind kind, SwapPhase end)
    {
        var after = Given.Swap(Stopping, kind: kind).After(Signals["cancel"])
            .Saw(Given.Empty("spark1")).Saw(Given.Empty("spark2"), 20);

        Assert.Equal(new StageStart(end, null, Given.Start.AddSeconds(20)), after.Stages[^1]);
    }

    [Theory]
    [InlineData(SwapPhase.Preflight, 119, SwapPhase.Preflight)]
    [InlineData(SwapPhase.Preflight, 120, Failed)]
    [InlineData(Stopping, 89, Stopping)]
    [InlineData(Stopping, 90, Failed)]
    [InlineData(Launching, 59, Launching)]
    [InlineData(Launching, 60, Failed)]
    [InlineData(Loading, 59, Loading)]
    [InlineData(Loading, 60, Failed)]
    public void No_deadline_passes_while_nobody_drives(SwapPhase phase, double seconds, SwapPhase expected)
    {
        const double Later = 10 * 3600;

        Assert.Equal(expected, Given.Swap(phase).TakenUp(Later).Ticked(Later + seconds).Phase);
    }

    [Theory]
    [InlineData(Failed)]
    [InlineData(Cancelled)]
    public void A_driver_that_takes_up_a_removal_has_its_whole_time(SwapPhase phase)
    {
        var swap = Given.Swap(phase).TakenUp(600);

        Assert.True(swap.Ticked(689).IsActive);
        Assert.False(swap.Ticked(690).IsActive);
    }

    [Theory]
    [InlineData(Launching)]
    [InlineData(Loading)]
    public void What_moved_while_nobody_drove_is_no_stall(SwapPhase phase)
    {
        var swap = Given.Swap(phase).TakenUp(590);

        Assert.Null(swap.Ticked(591).StalledSince);
    }

    [Theory]
    [InlineData(Loading, "running")]
    [InlineData(Stopping, "running")]
    public void A_look_that_shows_what_is_known_changes_nothing(SwapPhase phase, string signal)
    {
        var seen = Given.Swap(phase).After(Signals[signal]).After(Signals[signal]);

        Assert.Same(seen, seen.After(Signals[signal], 2));
    }

    [Theory]
    [InlineData(Loading, 0.2, 20)]
    [InlineData(Loading, 0.3, 19.7)]
    [InlineData(Stopping, 0.2, 19.8)]
    public void Free_memory_is_told_again_when_it_has_moved(SwapPhase phase, double less, double told)
    {
        var seen = Given.Swap(phase).Saw(Given.Running("spark1"));
        var after = seen.Saw(Given.Running("spark1") with { AvailableBytes = Given.Gib(20 - less) }, 2);

        Assert.Equal(Given.Gib(told), after.Nodes[0].AvailableBytes);
    }

    [Fact]
    public void A_user_who_said_anyway_passes_what_may_be_ignored()
    {
        var report =
            new PreflightReport([new("node", CheckState.Unknown, "Spark 2 cannot be asked") { MayBeIgnored = true }]);
        var swap = Given.Swap(SwapPhase.Preflight);
        var anyway = swap with { Run = swap.Run with { Anyway = true } };

        Assert.Equal("preflight_node", swap.After(new SwapSignal.PreflightDone(report)).Failure?.Code);
        Assert.Equal(Stopping, anyway.After(new SwapSignal.PreflightDone(report)).Phase);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void To_load_anyway_is_offered_when_all_that_stands_in_the_way_may_be_ignored(bool second, bool offered)
    {
        var report = new PreflightReport(
        [
            new("node", CheckState.Unknown, "Spark 2 cannot be asked") { MayBeIgnored = true },
            new("weights", CheckState.Failed, "No weights") { MayBeIgnored = second }
        ]);
        var failed = Given.Swap(SwapPhase.Preflight).After(new SwapSignal.PreflightDone(report));

        Assert.Equal(offered, failed.Failure!.Remedies.Any(remedy => remedy.Anyway));
    }

    [Fact]
    public void A_look_that_never_ends_fails_after_two_minutes()
    {
        var swap = Given.Swap(SwapPhase.Preflight);

        Assert.Same(swap, swap.Ticked(119));
        Assert.Equal("preflight_too_long", swap.Ticked(120).Failure?.Code);
        Assert.False(swap.Ticked(120).IsActive);
    }
}
