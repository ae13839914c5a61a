using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LoadProgressTests
{
    private static readonly UsualLoad Usual = new(
        100_000, 120_000, 5,
        [
            new(SwapPhase.Preflight, null, 1000), new(SwapPhase.Stopping, null, 9000), new(SwapPhase.Launching, null, 10_000),
            new(SwapPhase.Loading, LoadStep.Distribute, 5000), new(SwapPhase.Loading, LoadStep.Weights, 50_000),
            new(SwapPhase.Loading, LoadStep.Compile, 10_000), new(SwapPhase.Loading, LoadStep.KvCache, 5000),
            new(SwapPhase.Loading, LoadStep.Graphs, 5000), new(SwapPhase.Loading, LoadStep.Serve, 5000)
        ]);

    [Fact]
    public void Whatever_is_read_in_whatever_order_nothing_goes_back_or_above_98()
    {
        for (var seed = 0; seed < 500; seed++) Read(new(seed), seed);
    }

    [Fact]
    public void A_counted_part_fills_its_stage()
    {
        var swap = Given.Swap(SwapPhase.Loading) with { Usual = Usual };

        var half = swap.Read("spark1", "Loading safetensors checkpoint shards:  50% Completed | 5/10 [00:13<00:11]");

        Assert.Equal((50, 5, 10), (half.Percent, half.Nodes[0].Done, half.Nodes[0].Total));
    }

    [Fact]
    public void A_step_knows_the_line_that_began_it()
    {
        var after = Given.Swap(SwapPhase.Loading)
            .Read("spark1", "(APIServer pid=1) INFO: Route: /health", "Loading weights took 1.0 seconds");

        Assert.Equal([null, null, 2L], after.Stages.Select(s => s.Line));
    }

    [Fact]
    public void The_slower_node_decides()
    {
        var swap = Given.Swap(SwapPhase.Loading) with { Usual = Usual };

        var both = swap.Read("spark1", "Loading safetensors checkpoint shards:  10% Completed | 1/10 [00:01<00:11]")
            .Read("spark1", "(Worker_TP1 pid=3) Loading safetensors checkpoint shards:  20% Completed | 2/10 [00:01<00:11]")
            .Read("spark1", "Loading safetensors checkpoint shards:  90% Completed | 9/10 [00:13<00:11]");

        Assert.Equal([0.9, 0.2], both.Nodes.Select(n => n.Part));
        Assert.Equal(35, both.Percent);
    }

    [Fact]
    public void A_second_bar_of_the_same_step_does_not_empty_the_first()
    {
        var after = Given.Swap(SwapPhase.Loading)
            .Read("spark1", "Capturing CUDA graphs (PIECEWISE): 100%|███| 51/51 [00:03<00:04]")
            .Read("spark1", "Capturing CUDA graphs (FULL):  10%|█  | 3/35 [00:03<00:04]");

        Assert.Equal(1, after.Nodes[0].Part);
    }

    [Fact]
    public void Where_nothing_is_counted_the_clock_fills_a_stage_but_never_to_its_end()
    {
        var swap = Given.Swap(SwapPhase.Launching) with { Usual = Usual };

        Assert.Equal(15, LoadProgress.Percent(swap, Given.Start.AddSeconds(5)));
        Assert.Equal(19.5, LoadProgress.Percent(swap, Given.Start.AddHours(1)));
    }

    [Fact]
    public void A_clock_that_is_put_back_takes_nothing_away()
    {
        var swap = Given.Swap(SwapPhase.Launching) with { Usual = Usual, Percent = 15 };

        Assert.Equal(15, LoadProgress.Percent(swap, Given.Start.AddHours(-1)));
    }

    [Fact]
    public void A_stop_has_no_percentage() =>
        Assert.Equal(0, LoadProgress.Percent(Given.Swap(SwapPhase.Stopping, kind: SwapKind.Stop), Given.Start.AddMinutes(1)));

    private static void Read(Random dice, int seed)
    {
        var state = Given.Swap(dice.Next(2) == 0 ? SwapPhase.Launching : SwapPhase.Loading) with { Usual = dice.Next(2) == 0 ? Usual : null };
        for (var i = 0; i < 60; i++)
        {
            var next = Step(state, dice, i);

            Assert.True(next.Percent >= state.Percent && next.Percent <= 98, $"seed {seed}: {state.Percent} became {next.Percent}");
            Assert.True(state.Step is null || next.Step >= state.Step, $"seed {seed}: {state.Step} became {next.Step}");
            state = next;
        }
    }

    private static SwapState Step(SwapState state, Random dice, int second) => dice.Next(4) switch
    {
        0 => state.Ticked(second),
        1 when state.Phase == SwapPhase.Launching => state.Saw(Given.Running(dice.Next(2) == 0 ? "spark1" : "spark2"), second),
        1 => state.Read("spark1", $"Loading safetensors checkpoint shards:  5% Completed | {dice.Next(10)}/{dice.Next(10)} [00:13<00:11]"),
        _ => state.Read(dice.Next(3) == 0 ? "spark2" : "spark1", LoadLinesTests.Lines[dice.Next(LoadLinesTests.Lines.Length)].Line)
    };
}
