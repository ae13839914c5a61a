using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Contracts.SwapPhase;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LaunchRulesTests
{
    private const string DockerIsDown = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.";

    private static readonly SwapSignal Dispatched = new SwapSignal.LauncherSeen(RemoteJobState.Exited, 0);
    private static readonly SwapSignal Broke = new SwapSignal.LauncherSeen(RemoteJobState.Exited, 1);
    private static readonly SwapSignal Vanished = new SwapSignal.LauncherSeen(RemoteJobState.Lost, null);

    [Fact]
    public void A_solo_model_is_up_with_vllm_on_the_head()
    {
        var after = Given.Swap(Launching, ModelNodes.Solo).Saw(Given.Running("spark1"));

        Assert.Equal((Loading, "spark1-container"), (after.Phase, after.Run.Containers["spark1"]));
    }

    [Fact]
    public void What_the_head_said_before_both_were_seen_is_where_the_load_begins()
    {
        const string Shards = "Loading safetensors checkpoint shards:  25% Completed | 1/4 [00:13<00:11,  2.87s/it]";
        var half = Given.Swap(Launching).Saw(Given.Running("spark1")).Hears(7, "spark1", Shards);
        var whole = half.Saw(Given.Running("spark2")).Saw(Given.Running("spark1"));

        Assert.Equal((Launching, null), (half.Phase, half.Step));
        Assert.Equal((Loading, LoadStep.Weights, 0.25), (whole.Phase, whole.Step, whole.Nodes[0].Part));
        Assert.Equal(7, whole.Stages[^1].Line);
    }

    [Fact]
    public void A_model_for_two_needs_both_containers()
    {
        var half = Given.Swap(Launching).Saw(Given.Running("spark1"));
        var whole = half.Saw(Given.Running("spark2")).Saw(Given.Running("spark1"));

        Assert.Equal((Launching, Loading), (half.Phase, whole.Phase));
    }

    [Fact]
    public void A_container_in_which_nothing_runs_is_not_up() =>
        Assert.Equal(Launching,
            Given.Swap(Launching, ModelNodes.Solo).Saw(Given.Running("spark1") with { VllmProcesses = 0 }).Phase);

    [Fact]
    public void A_container_on_a_node_that_takes_no_part_is_seen_and_is_none_of_ours()
    {
        var after = Given.Swap(Launching, ModelNodes.Solo).Saw(Given.Running("spark2"));

        Assert.Equal((Launching, 0), (after.Phase, after.Run.Containers.Count));
        Assert.True(after.Run.Seen["spark2"]);
    }

    [Fact]
    public void A_launcher_that_fails_gets_a_second_for_its_last_words()
    {
        var once = Given.Swap(Launching).After(Broke, 10);
        var twice = once.After(Broke, 12);

        Assert.Equal((Launching, "launched_nothing"), (once.Phase, twice.Failure?.Code));
        Assert.Contains("code 1", twice.Failure!.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_last_words_are_the_reason()
    {
        var after = Given.Swap(Launching).After(Broke, 10)
            .Read(LogLine.Launcher, "Head Node: 10.0.0.1", "Error: Cluster launch aborted because image differs")
                .After(Broke, 12);

        Assert.Equal(("image_mismatch", 2L), (after.Failure!.Code, after.Failure.ProofLine));
    }

    [Fact]
    public void A_launcher_that_fails_later_fails_the_load_too() =>
        Assert.Equal(Failed, Given.Swap(Loading).After(Broke, 10).After(Broke, 12).Phase);

    [Theory]
    [InlineData(19, Launching)]
    [InlineData(20, Failed)]
    public void Exit_code_0_with_nothing_up_is_believed_for_twenty_seconds(double seconds, SwapPhase expected) =>
        Assert.Equal(expected, Given.Swap(Launching).After(Dispatched).Saw(Given.Empty("spark1"), seconds).Phase);

    [Fact]
    public void A_launcher_that_was_lost_is_treated_the_same() =>
        Assert.Equal(Failed, Given.Swap(Launching).After(Vanished).Saw(Given.Empty("spark1"), 20).Phase);

    [Fact]
    public void A_node_that_was_silent_meanwhile_is_asked_first()
    {
        var silent = Given.Swap(Launching, ModelNodes.Solo).After(Dispatched)
            .Saw(NodeSight.Unknown("spark1", "away"), 20).After(Dispatched, 60);

        Assert.Equal(Launching, silent.Phase);
        Assert.Equal(Loading, silent.Saw(Given.Running("spark1"), 61).Phase);
    }

    [Theory]
    [InlineData(RemoteJobState.Unknown)]
    [InlineData(RemoteJobState.Absent)]
    [InlineData(RemoteJobState.Running)]
    public void A_launcher_that_may_still_work_has_not_failed(RemoteJobState state) =>
        Assert.Equal(Launching, Given.Swap(Launching).After(new SwapSignal.LauncherSeen(state, null))
            .Saw(Given.Empty("spark1"), 300).Phase);

    [Theory]
    [InlineData(599, Launching)]
    [InlineData(600, Failed)]
    public void A_launch_has_ten_minutes(double seconds, SwapPhase expected) =>
        Assert.Equal(expected, Given.Swap(Launching).Ticked(seconds).Phase);

    [Fact]
    public void A_launch_that_takes_too_long_says_who_is_silent()
    {
        var silent = Given.Swap(Launching).Saw(Given.Running("spark1") with { VllmProcesses = 0 })
            .Saw(NodeSight.Unknown("spark2", null)).Ticked(600).Failure!;
        var busy = Given.Swap(Launching).Saw(new NodeSight("spark1", Known: true)).Ticked(600).Failure!;

        Assert.Equal(
            ("launch_too_long", "spark2", "Spark 2 does not answer."), (silent.Code, silent.Node, silent.Detail));
        Assert.Equal(
            ("launch_too_long", null, "The launcher was not seen to end."), (busy.Code, busy.Node, busy.Detail));
    }

    [Theory]
    [InlineData(29, null)]
    [InlineData(30, "docker_down")]
    public void A_launcher_that_stays_after_a_fatal_line_has_thirty_seconds(double seconds, string? code) =>
        Assert.Equal(code, Given.Swap(Launching).Read(LogLine.Launcher, DockerIsDown).Ticked(seconds).Failure?.Code);

    [Fact]
    public void A_launch_that_comes_up_has_outlived_a_fatal_line()
    {
        var up = Given.Swap(Launching).Read(LogLine.Launcher, DockerIsDown)
            .Saw(Given.Running("spark2")).Saw(Given.Running("spark1"));

        Assert.Equal(Loading, up.Ticked(60).Phase);
    }

    [Theory]
    [InlineData(Failed)]
    [InlineData(Cancelled)]
    public void The_launchers_log_is_followed_until_all_is_removed(SwapPhase phase)
    {
        var swap = Given.Swap(phase);

        Assert.Contains(new SwapActivity.FollowLauncher("s-1-launch"), SwapActivity.Of(swap));
        Assert.Equal(swap, swap.After(Broke, 10).After(Broke, 12));
    }

    [Fact]
    public void A_launch_that_stands_still_says_so()
    {
        Assert.Null(Given.Swap(Launching).Ticked(299).StalledSince);
        Assert.Equal(Given.Start, Given.Swap(Launching).Ticked(300).StalledSince);
    }

    [Theory]
    [InlineData(ModelNodes.Cluster, "worker_not_found")]
    [InlineData(ModelNodes.Solo, null)]
    public void Solo_mode_is_a_failure_for_a_model_that_wants_two(ModelNodes nodes, string? code) => Assert.Equal(
        code, Given.Swap(Launching, nodes)
            .Read(LogLine.Launcher, "Only local node detected. Activating solo mode.").Run.Suspect?.Failure.Code);

    [Fact]
    public void Why_the_launcher_was_not_started_outlives_looks_that_go_well()
    {
        const string Reason = "~/.spark-control cannot be written on spark1: is its disk full?";
        var after = Given.Swap(Launching)
            .After(new SwapSignal.LauncherHindered(Reason)).Saw(Given.Empty("spark1"))
                .Saw(Given.Empty("spark2")).Ticked(600);

        Assert.Equal(
            ("launch_too_long", "spark1", Reason), (after.Failure?.Code, after.Failure?.Node, after.Failure?.Detail));
        Assert.Equal("df -h ~", after.Failure!.Remedies[0].Command);
    }

    [Fact]
    public void The_command_is_the_one_that_is_started_and_not_the_one_that_was_expected()
    {
        var swap = Given.Swap(Launching) with { Command = "./launch-cluster.sh expected" };

        Assert.Equal(
            "./launch-cluster.sh real", swap.After(new SwapSignal.Commanded("./launch-cluster.sh real")).Command);
    }
}
