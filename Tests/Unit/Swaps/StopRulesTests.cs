using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;
using static SparkControl.Contracts.SwapPhase;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class StopRulesTests
{
    [Fact]
    public void A_stop_is_done_when_both_nodes_are_seen_empty()
    {
        var half = Given.Swap(Stopping, kind: SwapKind.Stop).Saw(Given.Empty("spark1"));
        var whole = half.Saw(Given.Empty("spark2"));

        Assert.Equal((Stopping, true), (half.Phase, half.IsActive));
        Assert.Equal((Stopped, false), (whole.Phase, whole.IsActive));
    }

    [Fact]
    public void A_load_is_launched_when_both_nodes_are_seen_empty()
    {
        var after = Given.Swap(Stopping).Saw(Given.Empty("spark1", 112)).Saw(Given.Empty("spark2", 111));

        Assert.Equal((Launching, "s-1-launch"), (after.Phase, after.Run.LauncherJob));
        Assert.Equal((Given.Gib(112), Given.Gib(111)), (after.Run.Baseline["spark1"], after.Run.Baseline["spark2"]));
    }

    [Fact]
    public void A_node_that_cannot_be_asked_has_not_said_no()
    {
        var after = Given.Swap(Stopping).Saw(Given.Empty("spark1")).Saw(NodeSight.Unknown("spark2", "away"));

        Assert.Equal(Stopping, after.Phase);
    }

    [Fact]
    public void An_empty_node_counts_only_after_the_removal()
    {
        var after = Given.Swap(Stopping)
            .Saw(Given.Empty("spark1") with { AfterRemoval = false })
                .Saw(Given.Empty("spark2") with { AfterRemoval = false });

        Assert.Equal((Stopping, 0), (after.Phase, after.Run.Gone.Count));
    }

    [Fact]
    public void An_empty_node_counts_only_when_no_launcher_is_left()
    {
        var swap = Given.Swap(Stopping);
        swap = swap with { Run = swap.Run with { FormerLauncherJob = "s-0-launch" } };
        var before = swap.Saw(Given.Empty("spark1")).Saw(Given.Empty("spark2"));
        var after = before.After(new SwapSignal.LauncherEnded()).Saw(Given.Empty("spark1")).Saw(Given.Empty("spark2"));

        Assert.Equal((Stopping, 0), (before.Phase, before.Run.Gone.Count));
        Assert.Equal(Launching, after.Phase);
    }

    [Fact]
    public void A_launcher_that_was_ended_before_a_cancel_is_ended_again()
    {
        var cancelled = Given.Swap(Launching).After(new SwapSignal.CancelAsked());

        Assert.Contains(new SwapActivity.EndLauncher(), SwapActivity.Of(cancelled));
        Assert.Contains(new SwapActivity.Remove("spark2", Last: false), SwapActivity.Of(cancelled));
        Assert.DoesNotContain(
            new SwapActivity.EndLauncher(), SwapActivity.Of(cancelled.After(new SwapSignal.LauncherEnded())));
        Assert.True(cancelled.Saw(Given.Empty("spark1")).Saw(Given.Empty("spark2")).IsActive);
    }

    [Fact]
    public void Nothing_is_removed_from_a_node_where_all_is_gone()
    {
        var half = Given.Swap(Stopping).Saw(Given.Empty("spark1"));

        Assert.Contains(new SwapActivity.Watch("spark1"), SwapActivity.Of(half));
        Assert.DoesNotContain(SwapActivity.Of(half), a => a is SwapActivity.Remove { Node: "spark1" });
        Assert.Contains(
            new SwapActivity.Remove("spark1", Last: true), SwapActivity.Of(half.Saw(Given.Running("spark1"))));
    }

    [Fact]
    public void A_container_that_comes_back_makes_its_node_taken_again()
    {
        var after = Given.Swap(Stopping).Saw(Given.Empty("spark1")).Saw(Given.Running("spark1"))
            .Saw(Given.Empty("spark2"));

        Assert.Equal((Stopping, "spark2"), (after.Phase, Assert.Single(after.Run.Gone)));
    }

    [Theory]
    [InlineData(107, Launching)]
    [InlineData(106.9, Stopping)]
    public void Memory_is_back_within_three_gib_of_the_baseline(double gib, SwapPhase expected) =>
        Assert.Equal(expected, WithBaseline(110).Saw(Given.Empty("spark1", gib)).Saw(Given.Empty("spark2")).Phase);

    [Theory]
    [InlineData(89, null)]
    [InlineData(90, "memory_not_back")]
    public void Memory_that_does_not_come_back_is_told_after_ninety_seconds(double seconds, string? code)
    {
        var after = WithBaseline(110).Saw(Given.Empty("spark1", 100)).Saw(Given.Empty("spark2")).Ticked(seconds);

        Assert.Equal((code, code is null), (after.Failure?.Code, after.IsActive));
        if (code is not null)
            Assert.Equal(("spark1", true),
                (after.Failure!.Node, after.Failure.Title.Contains("10.0 GiB", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(SwapKind.Load, true)]
    [InlineData(SwapKind.Stop, false)]
    public void To_load_anyway_is_offered_to_who_wants_to_load(SwapKind kind, bool offered)
    {
        var failed = WithBaseline(110, kind).Saw(Given.Empty("spark1", 100)).Saw(Given.Empty("spark2")).Ticked(90);

        Assert.Equal(offered, failed.Failure!.Remedies.Any(remedy => remedy.Anyway));
    }

    [Theory]
    [InlineData(89, null)]
    [InlineData(90, "stop_unverified")]
    public void A_node_that_is_not_seen_empty_is_told_after_ninety_seconds(double seconds, string? code)
    {
        var after = Given.Swap(Stopping).Saw(Given.Empty("spark1")).Ticked(seconds);

        Assert.Equal((code, code is null ? null : "spark2"), (after.Failure?.Code, after.Failure?.Node));
    }

    [Theory]
    [InlineData(89, Stopping, 110)]
    [InlineData(90, Launching, 90)]
    public void A_user_who_said_anyway_waits_for_memory_as_long_and_then_moves_the_baseline(
        double seconds, SwapPhase phase, double gib)
    {
        var after = Anyway(WithBaseline(110)).Saw(Given.Empty("spark1", 90))
            .Saw(Given.Empty("spark2", 109)).Ticked(seconds);

        Assert.Equal((phase, null), (after.Phase, after.Failure));
        Assert.Equal((Given.Gib(gib), Given.Gib(110)), (after.Run.Baseline["spark1"], after.Run.Baseline["spark2"]));
    }

    [Fact]
    public void Memory_that_comes_back_keeps_the_baseline_of_a_user_who_said_anyway()
    {
        var after = Anyway(WithBaseline(110)).Saw(Given.Empty("spark1", 108)).Saw(Given.Empty("spark2", 108));

        Assert.Equal((Launching, Given.Gib(110)), (after.Phase, after.Run.Baseline["spark1"]));
    }

    /// <summary>
    /// r a container, e none after a removal, s no answer; in the order in which spark2 was looked at.
    /// </summary>
    [Theory]
    [InlineData("", ModelNodes.Solo, Stopping)]
    [InlineData("r", ModelNodes.Solo, Stopping)]
    [InlineData("e", ModelNodes.Solo, Launching)]
    [InlineData("s", ModelNodes.Solo, Launching)]
    [InlineData("sr", ModelNodes.Solo, Stopping)]
    [InlineData("s", ModelNodes.Cluster, Stopping)]
    public void A_user_who_said_anyway_does_not_wait_for_a_node_that_takes_no_part_and_is_silent(
        string looks, ModelNodes nodes, SwapPhase phase)
    {
        var before = looks.Aggregate(Anyway(Given.Swap(Stopping, nodes)), (state, c) => state.Saw(c switch
        {
            'r' => Given.Running("spark2"),
            'e' => Given.Empty("spark2"),
            _ => NodeSight.Unknown("spark2", "away")
        }));

        Assert.Equal(phase, before.Saw(Given.Empty("spark1")).Phase);
    }

    [Fact]
    public void A_cancel_does_not_wait_for_memory()
    {
        var after = WithBaseline(110).After(new SwapSignal.CancelAsked())
            .Saw(Given.Empty("spark1", 60)).Saw(Given.Empty("spark2", 60));

        Assert.Equal((Cancelled, false, null), (after.Phase, after.IsActive, after.Failure));
    }

    [Fact]
    public void A_leak_does_not_become_the_new_baseline()
    {
        var after = WithBaseline(110).Saw(Given.Empty("spark1", 108)).Saw(Given.Empty("spark2", 112));

        Assert.Equal((Given.Gib(110), Given.Gib(112)), (after.Run.Baseline["spark1"], after.Run.Baseline["spark2"]));
    }

    [Theory]
    [InlineData(Failed)]
    [InlineData(Cancelled)]
    public void What_a_load_left_is_gone_before_the_swap_has_ended(SwapPhase phase)
    {
        var ended = Given.Swap(phase).After(new SwapSignal.LauncherEnded());
        var half = ended.Saw(Given.Empty("spark1"));
        var whole = half.Saw(Given.Empty("spark2"));

        Assert.Equal((true, false), (half.IsActive, whole.IsActive));
        Assert.All(whole.Nodes, n => Assert.Equal(NodeRemains.Empty, n.Remains));
    }

    [Fact]
    public void A_removal_that_cannot_be_seen_ends_after_ninety_seconds_and_says_where()
    {
        var after = Given.Swap(Cancelled).After(new SwapSignal.LauncherEnded()).Saw(Given.Empty("spark1")).Ticked(90);

        Assert.False(after.IsActive);
        Assert.Equal([NodeRemains.Empty, NodeRemains.Unknown], after.Nodes.Select(n => n.Remains));
    }

    [Theory]
    [InlineData(true, NodeRemains.LeftOver)]
    [InlineData(false, NodeRemains.Unknown)]
    public void A_container_that_was_seen_and_not_removed_is_left_over(bool answers, NodeRemains remains)
    {
        var sight = answers ? Given.Running("spark2") : NodeSight.Unknown("spark2", "away");
        var after = Given.Swap(Failed).After(new SwapSignal.LauncherEnded()).Saw(Given.Empty("spark1"))
            .Saw(sight).Ticked(90);

        Assert.False(after.IsActive);
        Assert.Equal([NodeRemains.Empty, remains], after.Nodes.Select(n => n.Remains));
    }

    [Fact]
    public void Last_words_do_not_put_off_the_end_of_a_removal()
    {
        var lines = new SwapSignal.Lines(1, [new("spark1", 0, "Engine 000: still here")]);

        Assert.False(Given.Swap(Failed).After(lines, 80).Ticked(90).IsActive);
    }

    private static SwapState Anyway(SwapState swap) => swap with { Run = swap.Run with { Anyway = true } };

    private static SwapState WithBaseline(double gib, SwapKind kind = SwapKind.Load)
    {
        var swap = Given.Swap(Stopping, kind: kind);
        var baseline = new Dictionary<string, long> { ["spark1"] = Given.Gib(gib), ["spark2"] = Given.Gib(gib) };
        return swap with { Run = swap.Run with { Baseline = baseline } };
    }

    [Fact]
    public void Why_a_node_did_not_remove_the_model_is_what_its_failure_says()
    {
        const string Reason = "docker on spark2 refuses our user: add it to the group docker there.";
        var after = Given.Swap(Stopping, kind: SwapKind.Stop)
            .Saw(Given.Empty("spark1")).Saw(Given.Running("spark2") with { Reason = Reason }).Ticked(90);

        Assert.Equal(("stop_unverified", "spark2"), (after.Failure?.Code, after.Failure?.Node));
        Assert.StartsWith(Reason, after.Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal("sudo usermod -aG docker $USER", after.Failure.Remedies[0].Command);
    }

    [Fact]
    public void A_reason_that_has_passed_is_not_told()
    {
        var after = Given.Swap(Stopping).Saw(NodeSight.Unknown("spark2", "away"))
            .Saw(Given.Running("spark2")).Ticked(90);

        Assert.Empty(after.Run.Hindrances);
        Assert.Equal("Nothing was started over it.", after.Failure?.Detail);
    }

    [Fact]
    public void A_launcher_that_does_not_end_is_the_reason_and_the_head_its_place()
    {
        var swap = Given.Swap(Stopping);
        swap = swap with { Run = swap.Run with { FormerLauncherJob = "s-0-launch" } };
        var after = swap.After(
            new SwapSignal.LauncherHindered("spark1 says: These processes cannot be ended: 7")).Ticked(90);

        Assert.Equal("spark1", after.Failure?.Node);
        Assert.StartsWith(
            "spark1 says: These processes cannot be ended", after.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_reason_again_changes_nothing()
    {
        var once = Given.Swap(Stopping).After(new SwapSignal.LauncherHindered("busy"));

        Assert.Same(once, once.After(new SwapSignal.LauncherHindered("busy")));
        Assert.Empty(once.After(new SwapSignal.LauncherHindered(null)).Run.Hindrances);
    }
}
