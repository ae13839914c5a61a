using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

public sealed class LessonsTests
{
    private static readonly Dictionary<string, long> Totals = new() { ["spark1"] = 120 };

    [Fact]
    public void A_good_load_is_kept_first_and_five_of_them()
    {
        MeasuredState? known = null;
        foreach (var number in Enumerable.Range(1, 7)) known = Lessons.With(known, Ready($"s-{number}"), Totals);

        var loads = known!.Weights[Given.Weights];
        Assert.Equal(["s-7", "s-6", "s-5", "s-4", "s-3"], loads.Select(load => load.Swap));
        Assert.Equal("sha256:1", loads[0].Image);
        Assert.Equal((66L, 120L, ModelNodes.Cluster),
            (loads[0].Figures.Nodes["spark1"].WeightsBytes, loads[0].TotalBytes["spark1"], loads[0].Nodes));
    }

    [Fact]
    public void A_swap_that_is_recorded_again_is_there_once()
    {
        var known = Lessons.With(null, Ready("s-1"), Totals);

        Assert.Single(Lessons.With(known, Ready("s-1"), Totals)!.Weights[Given.Weights]);
    }

    [Fact]
    public void Loads_of_other_weights_stay()
    {
        var known = Lessons.With(null, Ready("s-1") with { Weights = "org/other" }, Totals);

        Assert.Equal(["org/other", Given.Weights], Lessons.With(known, Ready("s-2"), Totals)!.Weights.Keys);
    }

    [Fact]
    public void What_failed_or_said_nothing_teaches_nothing()
    {
        Assert.Null(Lessons.With(null, Given.Swap(SwapPhase.Failed), Totals));
        Assert.Null(Lessons.With(null, Given.Swap(SwapPhase.Stopped, kind: SwapKind.Stop), Totals));
        Assert.Null(Lessons.With(null, Given.Swap(SwapPhase.Ready), Totals));
    }

    private static SwapState Ready(string id)
    {
        var swap = Given.Swap(SwapPhase.Ready) with { Id = id };
        return swap with
        {
            Run = swap.Run with
            {
                Image = "sha256:1",
                Figures = new() { Nodes = new Dictionary<string, NodeFigures> { ["spark1"] = new(66, 24) } }
            }
        };
    }
}
