using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>A file below <c>blobs/</c> of a repository in the Hub's cache.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Allocated">Bytes of the disk that it takes: one that is being written may be longer than that.</param>
public readonly record struct BlobLook(long Bytes, long Allocated)
{
    /// <summary>What is surely there.</summary>
    public long There => Math.Min(Bytes, Allocated);
}

/// <summary>One repository in the Hub's cache of a node, as huggingface_hub lays it out, file by file.</summary>
public sealed record RepoLook
{
    /// <summary>The Hub's cache, an absolute path.</summary>
    public required string Hub { get; init; }

    /// <summary>Free bytes of its file system; null when not known.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Whether there is <c>uvx</c>, which brings the Hub's own tool.</summary>
    public bool HasUvx { get; init; }

    /// <summary>Whether there is <c>rsync</c>, which copies it to the other node.</summary>
    public bool HasRsync { get; init; }

    /// <summary>
    /// Bytes in the cache of the Hub's xet transfer, where they may come first; null when there is none.
    /// </summary>
    public long? StagedBytes { get; init; }

    /// <summary>The commit that is taken for <c>main</c> there; null when there is none.</summary>
    public string? Main { get; init; }

    /// <summary>
    /// By name: a blob's hash, with <c>.incomplete</c> behind it while it comes; <c>.{hash}.partial</c> is what has
    /// come of it from the other node.
    /// </summary>
    public IReadOnlyDictionary<string, BlobLook> Blobs { get; init; } = new Dictionary<string, BlobLook>();

    /// <summary>
    /// Files of the snapshot that was asked for, by path; a link that leads nowhere is not among them.
    /// </summary>
    public IReadOnlyDictionary<string, long> Files { get; init; } = new Dictionary<string, long>();

    private const int OutputLimit = 4 * 1024 * 1024;

    // find and not a glob: names with blanks, and directories, come as they are. BSD's stat has other words.
    private const string Text = WeightsText.Functions + """

        dir=$hub/models--$1
        echo "hub $hub"
        echo "free $(free_of_hub)"
        if command -v uvx >/dev/null 2>&1; then echo uvx; fi
        if command -v rsync >/dev/null 2>&1; then echo rsync; fi
        xet=${HF_XET_CACHE:-${HF_HOME:-$HOME/.cache/huggingface}/xet}
        if staged=$(du -sk "$xet" 2>/dev/null); then echo "staged ${staged%%[!0-9]*}"; fi
        echo "main $(cat "$dir/refs/main" 2>/dev/null)"
        if stat -c %s / >/dev/null 2>&1; then
            by=-c blob='blob %s %b %n' file='file %s %n'
        else
            by=-f blob='blob %z %b %N' file='file %z %N'
        fi
        if cd "$dir/blobs" 2>/dev/null; then find . -type f -exec stat "$by" "$blob" {} + 2>/dev/null; fi
        if [ -n "$2" ] && cd "$dir/snapshots/$2" 2>/dev/null; then
            find -L . -type f -exec stat -L "$by" "$file" {} + 2>/dev/null
        fi
        exit 0
        """;

    /// <summary>
    /// All that is written below <c>blobs/</c> and in the transfer's cache: it moves while anything comes.
    /// </summary>
    public long Written => Blobs.Values.Sum(blob => blob.There) + (StagedBytes ?? 0);

    /// <summary>Looks at a repository; null when the node cannot be asked.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="commit">The snapshot whose files are wanted; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<RepoLook?> ReadAsync(
        ISparkShell shell, string repo, string? commit, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text)
        {
            Arguments = [HubCache.Folder(repo), commit ?? ""],
            OutputLimit = OutputLimit,
            Deadline = TimeSpan.FromSeconds(30)
        };
        var result = await shell.RunAsync(script, cancel);
        return result.Succeeded ? Parse(result.Output) : null;
    }

    internal static RepoLook? Parse(string output)
    {
        RepoLook? look = null;
        Dictionary<string, BlobLook> blobs = [];
        Dictionary<string, long> files = [];
        foreach (var line in output.Split('\n'))
        {
            switch (line.Split(' ', line.StartsWith("file", StringComparison.Ordinal) ? 3 : 4))
            {
                case ["hub", .. var path]:
                    look = new() { Hub = string.Join(' ', path) };
                    break;
                case ["free", var free]:
                    look = look! with { FreeBytes = Number(free) };
                    break;
                case ["uvx"]:
                    look = look! with { HasUvx = true };
                    break;
                case ["rsync"]:
                    look = look! with { HasRsync = true };
                    break;
                case ["staged", var kib]:
                    look = look! with { StagedBytes = Number(kib) * 1024 };
                    break;
                case ["main", { Length: > 0 } commit]:
                    look = look! with { Main = commit };
                    break;
                // stat counts blocks of 512 bytes, whatever the file system's own are.
                case ["blob", var bytes, var blocks, var name]:
                    blobs[NameOf(name)] = new(Number(bytes) ?? 0, (Number(blocks) ?? 0) * 512);
                    break;
                case ["file", var bytes, ['.', '/', .. var path]]:
                    files[path] = Number(bytes) ?? 0;
                    break;
            }
        }

        return look is null ? null : look with { Blobs = blobs, Files = files };
    }

    private static string NameOf(string path) => path.StartsWith($"./{HubParts.Copied}/", StringComparison.Ordinal)
        ? $".{Path.GetFileName(path)}.partial"
        : Path.GetFileName(path);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
