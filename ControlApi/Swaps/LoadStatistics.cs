using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What is usual, from the loads that went well.</summary>
internal static class LoadStatistics
{
    /// <summary>How long each stage of a load took; what comes before vLLM's first step counts to that step.</summary>
    public static LoadTimings Timings(SwapState swap)
    {
        var ends = swap.Stages.Skip(1).Select(s => s.At).Append(swap.EndedAt!.Value);
        var stages = swap.Stages
            .Zip(ends, (s, end) => (Stage: LoadProgress.Stage(s.Phase, s.Step), Ms: Ms(end - s.At)))
            .Where(s => s.Stage.Phase != SwapPhase.Ready)
            .GroupBy(s => s.Stage, (stage, parts) => new UsualStage(stage.Phase, stage.Step, parts.Sum(p => p.Ms)));
        return new(swap.Id, swap.RequestedAt, Ms(swap.EndedAt.Value - swap.RequestedAt), [.. stages]);
    }

    /// <summary>Quantiles over loads, newest first.</summary>
    public static UsualLoad Usual(IReadOnlyList<LoadTimings> loads)
    {
        var totals = loads.Select(l => l.TotalMs).Order().ToList();
        var stages = loads.SelectMany(l => l.Stages)
            .GroupBy(
                s => (s.Phase, s.Step),
                (stage, all) =>
                    new UsualStage(stage.Phase, stage.Step, Quantile([.. all.Select(s => s.MedianMs).Order()], 0.5)))
            .OrderBy(s => s.Phase).ThenBy(s => s.Step);
        return new(Quantile(totals, 0.5), Quantile(totals, 0.9), loads.Count, [.. stages]);
    }

    /// <summary>When a load that begins now should be ready; null without a history.</summary>
    public static ReadyBand? Band(UsualLoad? usual, DateTimeOffset began) => usual is null
        ? null
        : new(
            began + TimeSpan.FromMilliseconds(usual.P50Ms),
            began + TimeSpan.FromMilliseconds(usual.P90Ms),
            usual.Loads);

    private static long Ms(TimeSpan took) => (long)took.TotalMilliseconds;

    // Linear between the neighbours, as most tools do it.
    private static long Quantile(List<long> sorted, double q)
    {
        var place = q * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return (long)Math.Round(sorted[below] + (place - below) * (sorted[above] - sorted[below]));
    }
}
