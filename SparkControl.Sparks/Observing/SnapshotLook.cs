namespace SparkControl.Sparks;

/// <summary>Which commit of a repository a load takes from the Hub's cache of a node.</summary>
/// <param name="Hub">The cache, an absolute path.</param>
/// <param name="Commit">What <c>main</c> names, else the newest there; null where there is none.</param>
public sealed record SnapshotLook(string Hub, string? Commit)
{
    private const string Text = WeightsText.Functions + """

        echo "hub $hub"
        snapshot_of "$hub/models--$1"
        if [ -n "$commit" ] && [ -d "$snapshot" ]; then echo "commit $commit"; fi
        """;

    /// <summary>Looks at a repository; null when the node cannot be asked.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<SnapshotLook?> ReadAsync(
        ISparkShell shell, string repo, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text) { Arguments = [HubCache.Folder(repo)] };
        return await shell.RunAsync(script, cancel) is { Output: var said, Outcome: ShellOutcome.Completed }
            ? Parse(said)
            : null;
    }

    internal static SnapshotLook? Parse(string output)
    {
        var lines = output.Split('\n');
        return After(lines, "hub ") is { } hub ? new(hub, After(lines, "commit ")) : null;
    }

    private static string? After(string[] lines, string word) => lines
        .FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..].Trim();
}
