using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>A model's own files, as they are on a node.</summary>
/// <param name="Config">The text of its <c>config.json</c>.</param>
/// <param name="WeightBytes">Bytes of the files that hold weights; null when there are none.</param>
public sealed record ConfigLook(string Config, long? WeightBytes)
{
    /// <summary>A longer configuration is cut off, and then not understood.</summary>
    private const int LongestConfig = 256 * 1024;

    private const string Text = WeightsText.Functions + """

        # safetensors before anything else, as vLLM loads them, and not the second copy that some models bring
        size_of() {
            sum=0
            for file; do
                if [ ! -e "$file" ]; then continue; fi
                size=$(wc -c < "$file" 2>/dev/null)
                sum=$((sum + size))
            done
        }
        sizes_at() {
            for ending in safetensors bin gguf; do
                size_of "$1"/[!c]*."$ending" "$1"/c[!o]*."$ending"
                if [ "$sum" -eq 0 ]; then size_of "$1"/co*."$ending"; fi
                if [ "$sum" -gt 0 ]; then return; fi
            done
        }
        mark=$1 most=$2; shift 2
        number=0
        for weights; do
            number=$((number + 1))
            case $weights in
                /*) snapshot=$weights;;
                *) snapshot_of "$hub/models--${weights%%/*}--${weights#*/}";;
            esac
            if [ ! -r "$snapshot/config.json" ]; then continue; fi
            sizes_at "$snapshot"
            printf '\n%s %s %s\n' "$mark" "$number" "$sum"
            head -c "$most" "$snapshot/config.json"
        done
        exit 0
        """;

    /// <summary>Reads them for several models in one script; null when the node cannot be asked.</summary>
    /// <returns>By repository or path; models without a <c>config.json</c> are not in it.</returns>
    public static async Task<IReadOnlyDictionary<string, ConfigLook>?> ReadAsync(
        ISparkShell shell, IReadOnlyList<string> weights, CancellationToken cancel = default)
    {
        var mark = ScriptText.NewMark();
        var script = new ShellScript(Text)
        {
            Arguments = [mark, LongestConfig.ToString(CultureInfo.InvariantCulture), .. weights],
            Deadline = TimeSpan.FromSeconds(30),
            OutputLimit = 4 * 1024 * 1024
        };
        var result = await shell.RunAsync(script, cancel);
        return result.Succeeded ? Parse(result.Output, mark, weights) : null;
    }

    internal static IReadOnlyDictionary<string, ConfigLook> Parse(
        string output, string mark, IReadOnlyList<string> weights)
    {
        var found = new Dictionary<string, ConfigLook>();
        foreach (var section in output.Split($"\n{mark} ").Skip(1))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || section[..end].Split(' ') is not [var number, var sum]) continue;
            if (Number(number) is not (>= 1 and var index) || index > weights.Count) continue;

            var bytes = Number(sum);
            found[weights[(int)index - 1]] = new(section[(end + 1)..], bytes > 0 ? bytes : null);
        }

        return found;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
