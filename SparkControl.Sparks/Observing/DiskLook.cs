using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Which weights are on a node, and how much room is left.</summary>
/// <param name="FreeBytes">Free space where weights go; null when not known.</param>
/// <param name="Weights">
/// By repository or path: all repositories of the Hub's cache, and those paths that were asked for and are there.
/// </param>
public sealed record DiskLook(long? FreeBytes, IReadOnlyDictionary<string, WeightsOnDisk> Weights)
{
    private const string Text = WeightsText.Functions + """

        number=0
        for weights; do
            number=$((number + 1))
            echo "weights $number $(weights_of "$weights")"
        done
        for dir in "$hub"/models--*; do
            folder=${dir##*/models--}
            case $folder in
                *--*) echo "cached $folder $(weights_of "${folder%%--*}/${folder#*--}") $(parts_of "$dir")";;
            esac
        done
        echo "free $(free_of_hub)"
        """;

    /// <summary>Looks at what is there; null when the node cannot be asked.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="weights">What models need: of these, paths are looked for beside the Hub's cache.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<DiskLook?> ReadAsync(
        ISparkShell shell, IReadOnlyList<string> weights, CancellationToken cancel = default)
    {
        List<string> paths = [.. weights.Where(one => one.StartsWith('/'))];
        // Sizes of a cold cache are slow to read.
        var script = new ShellScript(Text) { Arguments = paths, Deadline = TimeSpan.FromMinutes(2) };
        var result = await shell.RunAsync(script, cancel);
        return result.Succeeded ? Parse(result.Output, paths) : null;
    }

    internal static DiskLook Parse(string output, IReadOnlyList<string> paths)
    {
        long? free = null;
        var found = new Dictionary<string, WeightsOnDisk>();
        foreach (var words in output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words is ["free", var bytes]) free = Number(bytes);
            if (words is not [var kind, var which, "complete" or "partial", .. var size]) continue;

            var name = kind switch
            {
                "weights" when Number(which) is >= 1 and var index && index <= paths.Count => paths[(int)index - 1],
                "cached" => HubCache.RepoOf(which),
                _ => null
            };
            if (name is not null)
            {
                found[name] = new(size is [var sum, ..] ? Number(sum) ?? 0 : 0, words[2] == "complete")
                {
                    PartBytes = size is [_, var parts] ? Number(parts) : null
                };
            }
        }

        return new(free, found);
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
