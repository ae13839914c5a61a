using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What the Hub's tool and rsync mean by their last words.</summary>
internal static class ToolWords
{
    private static readonly string[] Offline =
    [
        "Temporary failure in name resolution", "Name or service not known", "Network is unreachable",
        "Max retries exceeded", "ConnectionError", "ConnectError", "ConnectTimeout", "ReadTimeout",
        "Connection aborted", "Connection refused", "LocalEntryNotFoundError"
    ];

    /// <summary>Why a download ended.</summary>
    /// <param name="node">Where it ran.</param>
    /// <param name="repo">What it was of.</param>
    /// <param name="code">Its exit code.</param>
    /// <param name="words">The end of what it has printed.</param>
    /// <param name="hasToken">It was given a token.</param>
    public static JobFailure OfDownload(string node, string repo, int code, string words, bool hasToken)
    {
        if (Says(words, "GatedRepoError", "Cannot access gated repo", "is not in the authorized list"))
            return DownloadFailures.Gated(repo, hasToken);
        if (Says(words, "Invalid credentials", "Invalid user token")) return DownloadFailures.BadToken();
        if (Says(words, "RepositoryNotFoundError", "Repository Not Found"))
            return DownloadFailures.UnknownRepo(repo, hasToken);
        if (Says(words, "Too Many Requests", "429 Client Error")) return DownloadFailures.RateLimited(Last(words));
        if (IsFull(words)) return DownloadFailures.DiskFull(node);
        if (code == 127 || Says(words, "uvx: not found", "uvx: command not found")) return DownloadFailures.NoUvx(node);
        if (Says(words, Offline)) return DownloadFailures.NodeOffline(node, Last(words));

        return DownloadFailures.Failed(node, code, Last(words));
    }

    /// <summary>Why a copy ended.</summary>
    /// <param name="node">Where it was to go.</param>
    /// <param name="code">rsync's exit code.</param>
    /// <param name="words">The end of what it has printed.</param>
    public static JobFailure OfCopy(string node, int code, string words) =>
        IsFull(words) ? DownloadFailures.DiskFull(node) : DownloadFailures.CopyFailed(node, code, Last(words));

    private static bool IsFull(string words) => Says(words, "No space left on device", "Disk quota exceeded");

    private static bool Says(string words, params string[] any) =>
        any.Any(text => words.Contains(text, StringComparison.Ordinal));

    // The last line that is no bar and no address of a page with hints.
    private static string Last(string words) => words.Split('\n', '\r')
        .Select(line => TerminalText.Of(line).Trim())
        .LastOrDefault(line => line.Length > 0 && !line.Contains('%') && !IsAddress(line))
        ?? "";

    private static bool IsAddress(string line) => line.StartsWith("https://", StringComparison.Ordinal);
}
