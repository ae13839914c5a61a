using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Which weights are on a node, and how much room is left.</summary>
/// <param name="FreeBytes">Free space where weights go; null when not known.</param>
/// <param name="Weights">By repository or path; those that are not there are not in it.</param>
public sealed record DiskLook(long? FreeBytes, IReadOnlyDictionary<string, WeightsOnDisk> Weights)
{
    private const string Text = WeightsText.Functions + """

        number=0
        for weights; do
            number=$((number + 1))
            echo "weights $number $(weights_of "$weights")"
        done
        echo "free $(free_of_hub)"
        """;

    /// <summary>Looks for the weights of several models; null when the node cannot be asked.</summary>
    public static async Task<DiskLook?> ReadAsync(
        ISparkShell shell, IReadOnlyList<string> weights, CancellationToken cancel = default)
    {
        // Sizes of a cold cache are slow to read.
        var script = new ShellScript(Text) { Arguments = weights, Deadline = TimeSpan.FromMinutes(2) };
        var result = await shell.RunAsync(script, cancel);
        return result.Succeeded ? Parse(result.Output, weights) : null;
    }

    internal static DiskLook Parse(string output, IReadOnlyList<string> weights)
    {
        long? free = null;
        var found = new Dictionary<string, WeightsOnDisk>();
        foreach (var words in output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words is ["free", var bytes]) free = Number(bytes);
            if (words is not ["weights", var number, "complete" or "partial", .. var size]) continue;

            if (Number(number) is >= 1 and var index && index <= weights.Count)
            {
                found[weights[(int)index - 1]] = new(size is [var sum] ? Number(sum) ?? 0 : 0, words[2] == "complete");
            }
        }

        return new(free, found);
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
