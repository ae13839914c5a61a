using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Reads from the launcher's text what it can do, and which commit and images there are.</summary>
public static class LauncherProbe
{
    /// <summary>An ability and the text that only a launcher with it has.</summary>
    private static readonly (string Name, string[] Marks)[] Abilities = [
        ("solo", ["--solo"]),
        ("detached", ["dispatched in background"]),
        ("quotes", ["printf \"%q", "printf '%q"]),
        ("logs", [">> /proc/1/fd/1", ">>/proc/1/fd/1"]),
        ("noray", ["--ray)"]),
        ("images", ["verify_cluster_image_consistency"]),
        ("env", ["--env"]),
        ("mods", ["--apply-mod"]),
        ("nodes", ["--nodes"]),
        ("dotenv", ["DOTENV_", ".env file"])
    ];

    private static readonly string Questions = string.Join(
        '\n', Abilities.Select(one => $"has {one.Name} {string.Join(' ', one.Marks.Select(ShellQuote.Word))}"));

    private static readonly string Text = $$"""
        dir=$1
        case $dir in '~') dir=$HOME;; '~/'*) dir=$HOME/${dir#??};; esac
        file=$dir/launch-cluster.sh
        if [ -r "$file" ]; then echo 'present yes'
        elif [ -e "$file" ]; then echo 'present unreadable'
        else echo 'present no'; fi
        has() {
            ability=$1; shift
            for mark; do if grep -qF -e "$mark" "$file" 2>/dev/null; then echo "can $ability"; return; fi; done
        }
        {{Questions}}
        said() {
            value=$(sed -n "s/^[[:space:]]*$1[[:space:]]*=//p" "$dir/.env" 2>/dev/null | head -n 1)
            printf '%s %s\n' "$1" "$value"
        }
        said CONTAINER_NAME
        said CLUSTER_NODES
        commit=$(timeout 10 git -C "$dir" rev-parse --short HEAD 2>/dev/null) && echo "commit $commit"
        """ + "\n" + Docker.ImageText;

    /// <summary>Asks the head about launcher and image, and the worker about its image.</summary>
    public static async Task<LauncherState> ReadAsync(
        ISparkShell head, ISparkShell? worker, EffectiveSettings settings, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text)
        {
            Arguments = [settings.LauncherDir, settings.VllmImage],
            Deadline = TimeSpan.FromSeconds(30)
        };
        var image = new ShellScript(Docker.ImageText)
        {
            Arguments = ["", settings.VllmImage],
            Deadline = TimeSpan.FromSeconds(15)
        };
        var other = worker?.RunAsync(image, cancel);
        var state = Parse(await head.RunAsync(script, cancel), head.Node) with { Image = settings.VllmImage };
        return other is null ? state : state with { Images = Join(state.Images, Images(await other, worker!.Node)) };
    }

    internal static LauncherState Parse(ShellResult result, string node)
    {
        if (!result.Ran) return new();

        var lines = result.Output.Split('\n');
        bool Can(string ability) => lines.Contains($"can {ability}");
        string? Said(string name) => Can("dotenv") ? Value(lines, name) : null;
        return new()
        {
            Present = lines.Contains("present yes") ? true : lines.Contains("present no") ? false : null,
            Commit = lines.FirstOrDefault(line => line.StartsWith("commit ", StringComparison.Ordinal))?[7..],
            Images = Images(result, node),
            DotEnvContainer = Said("CONTAINER_NAME"),
            DotEnvNodes = Said("CLUSTER_NODES"),
            Capabilities = new()
            {
                Solo = Can("solo"),
                DetachedExec = Can("detached"),
                QuotesExec = Can("quotes"),
                LogsToContainer = Can("logs"),
                NoRayDefault = Can("noray"),
                ChecksImages = Can("images"),
                Env = Can("env"),
                Mods = Can("mods"),
                Nodes = Can("nodes"),
                DotEnv = Can("dotenv")
            }
        };
    }

    /// <summary>As the launcher reads it: without the blanks and the quotes around it.</summary>
    private static string? Value(string[] lines, string name)
    {
        var found = lines.FirstOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
        var text = found?[(name.Length + 1)..].Trim();
        if (text is [var open and ('"' or '\''), .. var inner, var close] && open == close) text = inner;
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The image by node: absent where it could not be learnt.</summary>
    private static Dictionary<string, string?> Images(ShellResult result, string node) =>
        Docker.Image(result.Output) is { Known: true } image ? new() { [node] = image.Id } : [];

    private static Dictionary<string, string?> Join(
        IReadOnlyDictionary<string, string?> one, Dictionary<string, string?> other) =>
        one.Concat(other).ToDictionary();
}
