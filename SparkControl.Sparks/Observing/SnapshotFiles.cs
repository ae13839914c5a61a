using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>The files of the commit that a load takes from the Hub's cache of a node.</summary>
/// <param name="Commit">What <c>main</c> names, else the newest there; null where there is none.</param>
/// <param name="Whole">Whether all of it is there, as far as the files themselves say.</param>
/// <param name="Files">Those that are there.</param>
public sealed record SnapshotFiles(string? Commit, bool Whole, IReadOnlyList<SnapshotFile> Files)
{
    private const int OutputLimit = 4 * 1024 * 1024;

    // What is no link has no blob: between its size and its name nothing stands then.
    private const string Text = WeightsText.Functions + """

        snapshot_of "$hub/models--$1"
        if [ -z "$commit" ] || [ ! -d "$snapshot" ]; then echo none; exit 0; fi
        echo "commit $commit"
        echo "weights $(weights_of "$2")"
        cd "$snapshot" || exit 1
        find -L . -type f -exec sh -c '
            for file; do
                blob=$(readlink "$file")
                printf "file %s %s %s\n" "$(($(wc -c <"$file")))" "${blob##*/}" "$file"
            done' sh {} +
        """;

    /// <summary>Looks at a repository; null when the node cannot be asked.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<SnapshotFiles?> ReadAsync(
        ISparkShell shell, string repo, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text)
        {
            Arguments = [HubCache.Folder(repo), repo],
            OutputLimit = OutputLimit,
            Deadline = TimeSpan.FromSeconds(30)
        };
        return await shell.RunAsync(script, cancel) is { Succeeded: true, Output: var said } ? Parse(said) : null;
    }

    internal static SnapshotFiles Parse(string output)
    {
        var read = new SnapshotFiles(null, false, []);
        List<SnapshotFile> files = [];
        foreach (var line in output.Split('\n'))
        {
            read = line.Split(' ', 4) switch
            {
                ["commit", var commit] => read with { Commit = commit },
                ["weights", var how, ..] => read with { Whole = how == "complete" },
                _ => read
            };
            if (line.Split(' ', 4) is ["file", var bytes, var blob, ['.', '/', .. var path]]
                && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                files.Add(new(path, size, blob.Length > 0 ? blob : path));
            }
        }

        return read with { Files = files };
    }
}

/// <summary>A file of a snapshot.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Blob">The name of what it is a link to; its own path where it is no link.</param>
public sealed record SnapshotFile(string Path, long Bytes, string Blob);
