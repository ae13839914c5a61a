using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>A model's own files, as they are on a node.</summary>
/// <param name="Config">The text of its <c>config.json</c>; null when it has none.</param>
/// <param name="Files">Bytes of the files beside it that may hold weights, by name.</param>
public sealed record ConfigLook(string? Config, IReadOnlyDictionary<string, long> Files)
{
    /// <summary>A longer configuration is cut off, and then not understood.</summary>
    private const int LongestConfig = 256 * 1024;

    private const string Text = WeightsText.Functions + """

        mark=$1 most=$2; shift 2
        number=0
        for weights; do
            number=$((number + 1))
            case $weights in
                /*) snapshot=$weights;;
                *) snapshot_of "$hub/models--${weights%%/*}--${weights#*/}";;
            esac
            if [ ! -d "$snapshot" ]; then continue; fi
            printf '\n%s files %s\n' "$mark" "$number"
            for file in "$snapshot"/*.safetensors "$snapshot"/*.bin "$snapshot"/*.gguf; do
                if [ -r "$file" ]; then printf '%s %s\n' "$(wc -c < "$file")" "${file##*/}"; fi
            done
            if [ ! -r "$snapshot/config.json" ]; then continue; fi
            printf '\n%s config %s\n' "$mark" "$number"
            head -c "$most" "$snapshot/config.json"
        done
        exit 0
        """;

    /// <summary>Reads them for several models in one script; null when the node cannot be asked.</summary>
    /// <returns>By repository or path; models that are not there are not in it.</returns>
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
            if (end < 0 || section[..end].Split(' ') is not [var part, var number]) continue;
            if (Number(number) is not (>= 1 and var index) || index > weights.Count) continue;

            var model = weights[(int)index - 1];
            if (part == "files") found[model] = new(null, FilesIn(section[(end + 1)..]));
            else if (found.TryGetValue(model, out var look)) found[model] = look with { Config = section[(end + 1)..] };
        }

        return found;
    }

    private static Dictionary<string, long> FilesIn(string text)
    {
        Dictionary<string, long> files = [];
        foreach (var line in text.Split('\n'))
        {
            // Some versions of wc put blanks before their number.
            if (line.TrimStart().Split(' ', 2) is not [var size, var name] || Number(size) is not { } bytes) continue;

            files[name] = bytes;
        }

        return files;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
