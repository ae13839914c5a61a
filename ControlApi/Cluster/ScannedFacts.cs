using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

/// <summary>The facts of the catalog's models that are whole on the head.</summary>
internal static class ScannedFacts
{
    /// <summary>What is known after a look; null when that is what was known before.</summary>
    /// <param name="head">The head.</param>
    /// <param name="disks">What is on the nodes.</param>
    /// <param name="weights">The catalog's.</param>
    /// <param name="known">What was known: what a head that cannot be asked has said stays.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<FactsState?> ReadAsync(
        ISparkShell head, IReadOnlyDictionary<string, NodeDisk> disks, IReadOnlyList<string> weights,
        FactsState? known, CancellationToken cancel)
    {
        var there = disks.GetValueOrDefault(head.Node)?.Weights;
        List<string> whole = [.. weights.Where(one => there?.GetValueOrDefault(one)?.Complete == true)];
        if (whole.Count == 0 || await ConfigLook.ReadAsync(head, whole, cancel) is not { } looks) return null;

        var facts = (known?.Models ?? new Dictionary<string, ModelFacts>())
            .Where(model => weights.Contains(model.Key)).ToDictionary();
        foreach (var (model, look) in looks) facts[model] = HubFiles.Facts(look.Config, look.Files);

        var state = new FactsState(facts);
        return known is not null && Wire.Write(known) == Wire.Write(state) ? null : state;
    }
}
