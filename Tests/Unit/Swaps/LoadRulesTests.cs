using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;
using static SparkControl.Contracts.SwapPhase;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LoadRulesTests
{
    private const string Complete = "(APIServer pid=1) INFO:     Application startup complete.";
    private const string OutOfMemory = "torch.OutOfMemoryError: CUDA out of memory.";

    private static readonly SwapSignal Named = new SwapSignal.Polled([new(Given.Weights, null, null)]);
    private static readonly SwapSignal Other = new SwapSignal.Polled([new("org/other", null, null)]);
    private static readonly SwapSignal Nothing = new SwapSignal.Polled(null);
    private static readonly SwapSignal Answered = new SwapSignal.Answered(true, null);
    private static readonly NodeSight Gone = new("spark1", Known: true);

    [Fact]
    public void The_line_a_poll_and_an_answer_make_it_ready()
    {
        var after = Given.Swap(Loading).Read("spark1", Complete).After(Named).After(Answered, 60);

        Assert.Equal((Ready, 100, false), (after.Phase, after.Percent, after.IsActive));
        Assert.All(after.Nodes, n => Assert.Equal(NodeRemains.Serving, n.Remains));
    }

    /// <summary>r a container, e none, s no answer; in the order in which spark2 was looked at.</summary>
    [Theory]
    [InlineData("", NodeRemains.Unknown)]
    [InlineData("e", NodeRemains.Empty)]
    [InlineData("r", NodeRemains.LeftOver)]
    [InlineData("s", NodeRemains.Unknown)]
    [InlineData("es", NodeRemains.Unknown)]
    [InlineData("rs", NodeRemains.Unknown)]
    [InlineData("re", NodeRemains.Empty)]
    public void What_is_on_the_node_that_takes_no_part_is_what_was_last_seen_there(string looks, NodeRemains remains)
    {
        var swap = looks.Aggregate(Given.Swap(Loading, ModelNodes.Solo), (state, c) => state.Saw(c switch
        {
            'r' => Given.Running("spark2"),
            'e' => new("spark2", Known: true),
            _ => NodeSight.Unknown("spark2", "away")
        }));

        Assert.Equal([NodeRemains.Serving, remains],
            swap.Read("spark1", Complete).After(Named).After(Answered).Nodes.Select(n => n.Remains));
    }

    /// <summary>
    /// C the complete line, w any other line of the head, P a good poll, O another model, N no answer to a poll.
    /// </summary>
    [Theory]
    [InlineData("C", false)]
    [InlineData("CP", true)]
    [InlineData("PC", true)]
    [InlineData("CO", false)]
    [InlineData("P", false)]
    [InlineData("PP", true)]
    [InlineData("PNP", false)]
    [InlineData("wPP", false)]
    [InlineData("wPPPPP", false)]
    [InlineData("wPPPPPP", true)]
    [InlineData("wPPPPPNP", false)]
    public void It_is_asked_when_everything_else_is_there(string heard, bool asked)
    {
        var after = heard.Aggregate(Given.Swap(Loading), (state, c) => c switch
        {
            'C' => state.Read("spark1", Complete),
            'w' => state.Read("spark1", "INFO: Route: /health"),
            'P' => state.After(Named),
            'O' => state.After(Other),
            _ => state.After(Nothing)
        });

        Assert.Equal(asked, SwapActivity.Of(after).Contains(new SwapActivity.Ask()));
        Assert.Equal(asked ? Ready : Loading, after.After(Answered).Phase);
    }

    /// <summary>C the complete line, P a good poll, O another model, N no answer to a poll.</summary>
    [Theory]
    [InlineData("CPO", true)]
    [InlineData("PO", true)]
    [InlineData("OP", false)]
    [InlineData("PNO", false)]
    public void A_server_that_names_another_model_after_one_that_named_ours_ends_it(string heard, bool ends)
    {
        var after = heard.Aggregate(Given.Swap(Loading), (state, c) => c switch
        {
            'C' => state.Read("spark1", Complete),
            'P' => state.After(Named),
            'O' => state.After(Other),
            _ => state.After(Nothing)
        });

        Assert.Equal((ends ? Failed : Loading, ends ? "port_shared" : null), (after.Phase, after.Failure?.Code));
    }

    [Fact]
    public void It_is_not_polled_while_it_is_asked()
    {
        var asked = SwapActivity.Of(Given.Swap(Loading).Read("spark1", Complete).After(Named));
        var refused = SwapActivity.Of(
            Given.Swap(Loading).Read("spark1", Complete).After(Named).After(new SwapSignal.Answered(false, "500")));

        Assert.DoesNotContain(asked, a => a is SwapActivity.Poll);
        Assert.Contains(new SwapActivity.Poll(Eager: true), refused);
    }

    [Fact]
    public void A_model_may_be_named_by_its_root() => Assert.Equal(
        1, Given.Swap(Loading).After(new SwapSignal.Polled([new("alias", Given.Weights, null)])).Run.GoodPolls);

    [Fact]
    public void A_wrong_answer_means_polling_again()
    {
        var after = Given.Swap(Loading).Read("spark1", Complete).After(Named)
            .After(new SwapSignal.Answered(false, "500"));

        Assert.Equal((Loading, 0), (after.Phase, after.Run.GoodPolls));
    }

    [Fact]
    public void Why_a_model_gave_no_answer_is_told_when_it_ends()
    {
        var swap = Given.Swap(Loading).Read("spark1", Complete).After(Named)
            .After(new SwapSignal.Answered(false, "It answered 400 to chat/completions."));

        Assert.EndsWith(
            "It answered 400 to chat/completions.", swap.Ticked(6 * 3600).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workers_complete_line_is_not_the_heads() =>
        Assert.False(Given.Swap(Loading).Read("spark2", Complete).Run.SaidComplete);

    [Theory]
    [InlineData("spark1")]
    [InlineData("spark2")]
    public void Somebody_elses_container_fails_it(string node) =>
        Assert.Equal("container_replaced", Given.Swap(Loading).Saw(Given.Running(node, "another")).Failure?.Code);

    [Fact]
    public void Somebody_elses_container_stays_and_only_the_loads_own_is_removed()
    {
        var failed = Given.Swap(Loading).Saw(Given.Running("spark1", "another")).After(new SwapSignal.LauncherEnded());
        var after = failed.Saw(Given.Running("spark1", "another") with { AfterRemoval = true })
            .Saw(Given.Empty("spark2"));

        Assert.Contains(new SwapActivity.Remove("spark1", Last: true, "spark1-container"), SwapActivity.Of(failed));
        Assert.Contains(new SwapActivity.Remove("spark2", Last: true, "spark2-container"), SwapActivity.Of(failed));
        Assert.False(after.IsActive);
        Assert.Equal([NodeRemains.LeftOver, NodeRemains.Empty], after.Nodes.Select(n => n.Remains));
    }

    [Fact]
    public void Where_the_load_started_nothing_nothing_is_removed_beside_somebody_elses()
    {
        var failed = Given.Swap(Loading, ModelNodes.Solo).Saw(Given.Running("spark1", "another"))
            .After(new SwapSignal.LauncherEnded());
        var after = failed.Saw(Given.Running("spark1", "another") with { AfterRemoval = true })
            .Saw(Given.Running("spark2", "another"));

        Assert.Contains(new SwapActivity.Watch("spark2"), SwapActivity.Of(failed));
        Assert.Equal((false, NodeRemains.LeftOver), (after.IsActive, after.Nodes[1].Remains));
    }

    [Theory]
    [InlineData(5.9, null)]
    [InlineData(6, "container_gone")]
    public void A_container_may_be_missing_for_six_seconds(double seconds, string? code) =>
        Assert.Equal(code, Given.Swap(Loading).Saw(Gone).Saw(Gone, seconds).Failure?.Code);

    [Fact]
    public void A_process_that_is_gone_for_six_seconds_fails_it()
    {
        var dead = Given.Running("spark1") with { VllmProcesses = 0 };

        Assert.Equal("process_gone", Given.Swap(Loading).Saw(dead).Saw(dead, 6).Failure?.Code);
    }

    [Fact]
    public void A_missing_worker_is_noticed_while_the_head_is_well()
    {
        var gone = new NodeSight("spark2", Known: true);
        var after = Given.Swap(Loading).Saw(gone).Saw(Given.Running("spark1"), 2).Saw(gone, 4)
            .Saw(Given.Running("spark1"), 5).Saw(gone, 6);

        Assert.Equal(("container_gone", "spark2"), (after.Failure?.Code, after.Failure?.Node));
    }

    [Theory]
    // With Ray the worker's container may hold Ray alone.
    [InlineData(0, null)]
    [InlineData(1, "process_gone")]
    public void Where_vllm_was_seen_on_the_worker_it_must_stay(int processes, string? code)
    {
        var dead = Given.Running("spark2") with { VllmProcesses = 0 };
        var after = Given.Swap(Loading).Saw(Given.Running("spark2") with { VllmProcesses = processes })
            .Saw(dead, 2).Saw(dead, 8);

        Assert.Equal((code, code is null ? null : "spark2"), (after.Failure?.Code, after.Failure?.Node));
    }

    [Fact]
    public void A_container_that_is_gone_explains_that_vllm_ends_on_the_other_spark()
    {
        var dead = Given.Running("spark2") with { VllmProcesses = 0 };
        var after = Given.Swap(Loading).Saw(Given.Running("spark2")).Saw(dead).Saw(Gone, 2).Saw(dead, 6);

        Assert.Equal(("container_gone", "spark1"), (after.Failure?.Code, after.Failure?.Node));
    }

    [Fact]
    public void What_is_back_in_time_was_not_gone() =>
        Assert.Equal(Loading, Given.Swap(Loading).Saw(Gone).Saw(Given.Running("spark1"), 4).Saw(Gone, 7).Phase);

    [Fact]
    public void A_silent_node_has_not_lost_its_container() => Assert.Equal(
        Loading, Given.Swap(Loading).Saw(NodeSight.Unknown("spark1", null))
            .Saw(NodeSight.Unknown("spark1", null), 60).Phase);

    [Fact]
    public void An_answer_of_something_that_is_missing_does_not_count()
    {
        var missing = Given.Swap(Loading).Read("spark1", Complete).After(Named).Saw(Gone).After(Answered, 1);

        Assert.Equal(Loading, missing.Phase);
        Assert.Equal(Ready, missing.Saw(Given.Running("spark1"), 2).After(Answered, 3).Phase);
    }

    [Fact]
    public void A_fatal_line_is_believed_as_soon_as_the_process_is_gone() =>
        Assert.Equal("out_of_memory", Given.Swap(Loading).Read("spark1", OutOfMemory).Saw(Gone).Failure?.Code);

    [Theory]
    [InlineData(29, null)]
    [InlineData(30, "out_of_memory")]
    public void A_process_that_lives_on_after_a_fatal_line_has_thirty_seconds(double seconds, string? code) =>
        Assert.Equal(code, Given.Swap(Loading).Read("spark1", OutOfMemory).Ticked(seconds).Failure?.Code);

    /// <summary>What comes after the line: a bar that grows or not, a step, the end, on either node.</summary>
    [Theory]
    [InlineData("spark1", "spark1", "shards: 50%", true)]
    [InlineData("spark1", "spark1", "shards: 25%", false)]
    [InlineData("spark1", "spark2", "shards: 50%", false)]
    [InlineData("spark1", "spark1", "INFO: Route: /health", false)]
    [InlineData("spark1", "spark1", "Using cache directory: /root", true)]
    [InlineData("spark1", "spark1", Complete, true)]
    [InlineData("spark2", "spark1", "shards: 50%", false)]
    [InlineData("spark2", "spark2", "shards: 50%", true)]
    [InlineData("spark2", "spark1", "Using cache directory: /root", true)]
    public void A_load_that_moves_on_has_outlived_a_fatal_line(string speaker, string mover, string then, bool outlived)
    {
        var swap = Given.Swap(Loading).Read("spark1", Bar("shards: 25%")).Hears(2, mover, Bar("shards: 25%"))
            .Hears(3, speaker, OutOfMemory).Hears(4, mover, Bar(then));

        Assert.Equal(outlived ? Loading : Failed, swap.Ticked(30).Phase);
        Assert.Equal("out_of_memory", swap.Run.Suspect?.Failure.Code);
    }

    [Fact]
    public void A_line_that_was_outlived_is_so_when_it_is_read_again_and_a_second_one_is_not()
    {
        LogLine[] lines = [new("spark1", 0, OutOfMemory), new("spark1", 0, "Using cache directory: /root")];
        var again = Given.Swap(Loading).After(new SwapSignal.Lines(1, lines))
            .After(new SwapSignal.Lines(1, lines) { Again = true });
        var second = again.Hears(3, "spark1", "OSError: address already in use");

        Assert.Equal(Loading, again.Ticked(100).Phase);
        Assert.Equal("port_in_use", second.Ticked(30).Failure?.Code);
    }

    [Fact]
    public void A_line_that_was_outlived_still_explains_the_end()
    {
        var swap = Given.Swap(Loading).Read("spark1", OutOfMemory, "Using cache directory: /root");

        Assert.Equal("out_of_memory", swap.Saw(Gone).Saw(Gone, 6).Failure?.Code);
    }

    [Fact]
    public void The_failure_names_its_stage_and_its_line()
    {
        var failure = Given.Swap(Loading)
            .Read("spark1", "Loading weights took 1.0 seconds", OutOfMemory,
                "RuntimeError: Engine core initialization failed.")
            .Ticked(30).Failure!;

        Assert.Equal((Loading, LoadStep.Weights, 2L), (failure.Phase, failure.Step, failure.ProofLine));
    }

    [Theory]
    [InlineData("spark1", OutOfMemory, "out_of_memory")]
    [InlineData("spark2", OutOfMemory, "out_of_memory")]
    [InlineData("spark1", "INFO: Route: /health", "process_gone")]
    [InlineData("spark1", "NCCL error", "interconnect")]
    // That may come of our own removal.
    [InlineData("spark2", "NCCL error", "process_gone")]
    public void A_reason_that_is_read_after_the_failure_still_is_the_reason(string node, string line, string code)
    {
        var dead = Given.Running("spark1") with { VllmProcesses = 0 };
        var failed = Given.Swap(Loading).Saw(dead).Saw(dead, 6);
        var after = failed.Read(node, line);

        Assert.Equal(("process_gone", code), (failed.Failure?.Code, after.Failure?.Code));
        Assert.Equal((Failed, Loading, failed.Run.LastMove), (after.Phase, after.Failure!.Phase, after.Run.LastMove));
    }

    [Theory]
    [InlineData("spark2", "NCCL error", false, "container_gone")]
    [InlineData("spark2", "NCCL error", true, "interconnect")]
    [InlineData("spark1", "NCCL error", true, "interconnect")]
    [InlineData("spark2", "RuntimeError: Engine core initialization failed.", false, "container_gone")]
    public void A_container_whose_process_has_ended_may_be_going_while_the_other_spark_misses_its_partner(
        string node, string line, bool stays, string code)
    {
        var dead = Given.Running(node) with { VllmProcesses = 0 };

        var going = Given.Swap(Loading).Saw(Given.Running(node)).Read("spark1", line).Saw(dead);
        var ended = going.TakenUp(1).Saw(stays ? dead : new(node, Known: true), 2);

        Assert.Equal(Loading, going.Phase);
        Assert.Equal((Failed, code), (ended.Phase, ended.Failure?.Code));
    }

    [Theory]
    [InlineData(ModelNodes.Solo, "NCCL error", "interconnect")]
    [InlineData(ModelNodes.Cluster, OutOfMemory, "out_of_memory")]
    public void A_process_that_has_ended_after_the_line_that_says_why_is_a_failure_at_once(
        ModelNodes nodes, string line, string code) => Assert.Equal(
            code, Given.Swap(Loading, nodes).Read("spark1", line)
                .Saw(Given.Running("spark1") with { VllmProcesses = 0 }).Failure?.Code);

    [Theory]
    [InlineData("spark1", "out_of_memory")]
    [InlineData("spark2", "container_gone")]
    public void What_the_other_spark_says_afterwards_does_not_explain_a_container_that_went_away(string speaker, string code) => Assert.Equal(
        code, Given.Swap(Loading).Saw(Gone).Saw(Gone, 6).Read(speaker, OutOfMemory).Failure?.Code);

    [Fact]
    public void A_failure_that_is_explained_stays_as_it_is()
    {
        var failed = SwapMachine.Fail(
            Given.Swap(Loading), new() { Code = "container_replaced", Title = "Somebody" }, Given.Start);

        Assert.Same(failed, failed.Read("spark1", OutOfMemory));
    }

    [Fact]
    public void Lines_that_are_read_again_are_no_sign_of_life()
    {
        var stalled = Given.Swap(Loading).Ticked(300);
        var after = stalled.After(new SwapSignal.Lines(1, [new("spark1", 0, "x")]) { Again = true }, 301);

        Assert.Equal((stalled.StalledSince, stalled.Run.LastMove), (after.StalledSince, after.Run.LastMove));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 10)]
    public void That_lines_come_is_noted_every_ten_seconds(double seconds, double noted)
    {
        var after = Given.Swap(Loading).After(new SwapSignal.Lines(1, [new("spark1", 0, "x")]), seconds);

        Assert.Equal(Given.Start.AddSeconds(noted), after.Run.LastMove);
    }

    [Fact]
    public void Bytes_of_a_bar_end_a_stall_as_a_line_does()
    {
        var stalled = Given.Swap(Loading).Ticked(300);

        Assert.Null(stalled.After(new SwapSignal.Moved(), 301).StalledSince);
        Assert.Null(Given.Swap(Loading).After(new SwapSignal.Moved(), 299).Ticked(301).StalledSince);
    }

    [Fact]
    public void Five_minutes_without_a_line_are_a_stall_and_a_line_ends_it()
    {
        var swap = Given.Swap(Loading);
        swap = swap with { Run = swap.Run with { WeightBytes = Given.Gib(100) } };
        var stalled = swap.Ticked(300);

        Assert.Null(swap.Ticked(299).StalledSince);
        Assert.Equal(Given.Start, stalled.StalledSince);
        Assert.Null(stalled.After(new SwapSignal.Lines(1, [new("spark1", 0, "x")]), 301).StalledSince);
    }

    [Theory]
    [InlineData(0.0, 300)]
    [InlineData(30.0, 900)]
    [InlineData(235.0, 5000)]
    [InlineData(5000.0, 21_600)]
    // A download comes first.
    [InlineData(null, 21_600)]
    public void The_limit_grows_with_the_weights_to_six_hours(double? gib, double seconds)
    {
        var swap = Given.Swap(Loading);
        swap = swap with { Run = swap.Run with { WeightBytes = gib is { } size ? Given.Gib(size) : null } };

        Assert.True(swap.Ticked(seconds - 1).Phase == Loading);
        Assert.Equal("too_long", swap.Ticked(seconds).Failure?.Code);
    }

    private static string Bar(string words) => words.StartsWith("shards: ", StringComparison.Ordinal)
        ? $"Loading safetensors checkpoint {words} Completed | {words[8..10].TrimEnd('%')}/100 [00:06<00:06,  6.00s/it]"
        : words;
}
