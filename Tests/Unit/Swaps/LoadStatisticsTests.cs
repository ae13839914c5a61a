using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LoadStatisticsTests
{
    [Theory]
    [InlineData(new long[] { 60 }, 60, 60)]
    [InlineData(new long[] { 60, 80 }, 70, 78)]
    [InlineData(new long[] { 90, 10, 50 }, 50, 82)]
    [InlineData(new long[] { 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110 }, 60, 100)]
    public void Half_are_ready_by_the_median_and_nine_of_ten_by_p90(long[] totals, long p50, long p90)
    {
        var usual = LoadStatistics.Usual([.. totals.Select(t => new LoadTimings("s", Given.Start, t, []))]);

        Assert.Equal((p50, p90, totals.Length), (usual.P50Ms, usual.P90Ms, usual.Loads));
    }

    [Fact]
    public void Each_stage_has_its_own_median_in_the_order_of_a_load()
    {
        var usual = LoadStatistics.Usual([Load(10, 100), Load(30, 300), Load(20, null)]);

        Assert.Equal(
            [new UsualStage(SwapPhase.Launching, null, 20), new UsualStage(SwapPhase.Loading, LoadStep.Weights, 200)],
            usual.Stages);
    }

    [Fact]
    public void What_comes_before_the_first_step_counts_to_it()
    {
        StageStart[] stages =
        [
            new(SwapPhase.Preflight, null, At(0)), new(SwapPhase.Stopping, null, At(1)),
            new(SwapPhase.Launching, null, At(3)),
            new(SwapPhase.Loading, null, At(7)), new(SwapPhase.Loading, LoadStep.Download, At(10)),
            new(SwapPhase.Loading, LoadStep.Distribute, At(20)), new(SwapPhase.Loading, LoadStep.Weights, At(25)),
            new(SwapPhase.Ready, null, At(60))
        ];
        var swap = Given.Swap(SwapPhase.Ready) with { Stages = stages, RequestedAt = At(0), EndedAt = At(60) };

        var timings = LoadStatistics.Timings(swap);

        Assert.Equal((60_000, "s-1"), (timings.TotalMs, timings.Swap));
        Assert.Equal(
            [
                new UsualStage(SwapPhase.Preflight, null, 1000), new UsualStage(SwapPhase.Stopping, null, 2000),
                new UsualStage(SwapPhase.Launching, null, 4000),
                new UsualStage(SwapPhase.Loading, LoadStep.Distribute, 18_000),
                new UsualStage(SwapPhase.Loading, LoadStep.Weights, 35_000)
            ],
            timings.Stages);
    }

    [Fact]
    public void Without_a_history_there_is_no_estimate()
    {
        Assert.Null(LoadStatistics.Band(null, Given.Start));
        Assert.Equal(new ReadyBand(At(60), At(90), 4), LoadStatistics.Band(new(60_000, 90_000, 4, []), Given.Start));
    }

    private static DateTimeOffset At(double seconds) => Given.Start.AddSeconds(seconds);

    private static LoadTimings Load(long launching, long? weights) => new(
        "s", Given.Start, 1,
        [
            .. weights is { } ms ? [new UsualStage(SwapPhase.Loading, LoadStep.Weights, ms)]
            : Array.Empty<UsualStage>(),
            new UsualStage(SwapPhase.Launching, null, launching)
        ]);
}
