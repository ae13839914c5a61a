using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Over how many GPUs a model's arguments put it, against the Sparks that it is for: each has one.</summary>
internal static class ParallelRules
{
    /// <summary>Why the two do not fit, as a sentence; null when they do.</summary>
    public static string? Refusal(IReadOnlyList<string> words, ModelNodes nodes)
    {
        // Said twice, the last one counts.
        Dictionary<string, int> said = [];
        foreach (var (at, word) in words.Index())
        {
            var parts = word.Split('=', 2);
            if (Kind(parts[0]) is not { } kind) continue;
            if (Count(parts.ElementAtOrDefault(1) ?? words.ElementAtOrDefault(at + 1)) is not { } count)
            {
                return $"{parts[0]} needs a whole number of GPUs.";
            }

            said[kind] = count;
        }

        // The launcher multiplies the three.
        var gpus = said.Values.Aggregate(1d, (product, count) => product * count);
        return (nodes, said.Count) switch
        {
            (_, 0) => null,
            (ModelNodes.Solo, _) when gpus > 1 =>
                $"{Text(said)} puts it on {gpus:0} GPUs, and one Spark has one: make it a model for two, or leave "
                + "it out.",
            (ModelNodes.Cluster, _) when gpus < 2 =>
                $"{Text(said)} puts it on one GPU: make it a model for one Spark, or leave it out.",
            (ModelNodes.Cluster, _) when gpus > 2 => $"{Text(said)} puts it on {gpus:0} GPUs, and two Sparks have two.",
            _ => null
        };
    }

    private static string? Kind(string option) => option.Replace('_', '-') switch
    {
        "-tp" or "--tensor-parallel-size" => "-tp",
        "-pp" or "--pipeline-parallel-size" => "-pp",
        "-dp" or "--data-parallel-size" => "-dp",
        _ => null
    };

    private static int? Count(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private static string Text(Dictionary<string, int> said) =>
        string.Join(' ', said.Select(one => FormattableString.Invariant($"{one.Key} {one.Value}")));
}
