using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What a good load adds to what is known of its weights.</summary>
internal static class Lessons
{
    /// <summary>Loads that are kept of the same weights.</summary>
    private const int Kept = 5;

    /// <summary>
    /// What is known after a swap; null when it teaches nothing. A swap that is recorded again replaces what it taught.
    /// </summary>
    /// <param name="known">What was known; null for nothing.</param>
    /// <param name="swap">The swap.</param>
    /// <param name="totals">MemTotal of its nodes, where known.</param>
    public static MeasuredState? With(MeasuredState? known, SwapState swap, IReadOnlyDictionary<string, long> totals)
    {
        var figures = swap.Run.Figures;
        if (swap is not { Phase: SwapPhase.Ready, Weights: { } weights, EndedAt: { } at, Run.Model: { } model })
            return null;
        if (figures.Nodes.Values.All(node => node is { WeightsBytes: null, KvBytes: null })) return null;

        var load = new MeasuredLoad(swap.Id, at, model.Nodes, model.Settings, model.Args, figures)
        {
            TotalBytes = totals,
            Image = swap.Run.Image
        };
        var all = known?.Weights ?? new Dictionary<string, IReadOnlyList<MeasuredLoad>>();
        var before = all.GetValueOrDefault(weights) ?? [];
        return new(new Dictionary<string, IReadOnlyList<MeasuredLoad>>(all)
        {
            [weights] = [load, .. before.Where(old => old.Swap != swap.Id).Take(Kept - 1)]
        });
    }
}
