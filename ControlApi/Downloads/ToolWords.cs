using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Jobs;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// What the Hub's tool, uv that runs it, and rsync mean by their last words. huggingface_hub 1.17 has sentences of its
/// own for what it knows (cli/_errors.py); earlier ones print the exception.
/// </summary>
internal static partial class ToolWords
{
    private static readonly string[] Gated =
    [
        "GatedRepoError", "Cannot access gated repo", "is not in the authorized list", "requires approval."
    ];

    private static readonly string[] Unknown =
        ["RepositoryNotFoundError", "Repository Not Found", "not found. If the repo is private"];

    private static readonly string[] Gone = ["RevisionNotFoundError", "Revision Not Found", "Revision not found"];

    private static readonly string[] Limited = ["Too Many Requests", "429 Client Error"];

    private static readonly string[] Offline =
    [
        "Temporary failure in name resolution", "Name or service not known", "Network is unreachable",
        "Max retries exceeded", "ConnectionError", "ConnectError", "ConnectTimeout", "ReadTimeout",
        "Connection aborted", "Connection refused", "Connection reset", "LocalEntryNotFoundError",
        "Local entry not found", "RemoteProtocolError", "peer closed connection", "IncompleteRead",
        "Consistency check failed", "dns error", "error sending request", "operation timed out", "tcp connect error"
    ];

    // A server that has trouble, with the words of requests, of httpx and of xet.
    private static readonly string[] Busy =
    [
        "500 Server Error", "502 Server Error", "503 Server Error", "504 Server Error", "Server error '5",
        "CAS service error"
    ];

    // uv reaches PyPI before there is a tool that could reach the Hub.
    private static readonly string[] UvOffline = ["Failed to fetch:", "Failed to download `"];

    private static readonly string[] Refusing =
        ["Permission denied", "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED"];

    // rsync: socket, protocol, signal, timeout, connection (its EXIT VALUES); 255 is ssh's own.
    private static readonly int[] CopyBroke = [10, 12, 20, 30, 35, 255];

    /// <summary>Why a download ended.</summary>
    /// <param name="node">Where it ran.</param>
    /// <param name="repo">What it was of.</param>
    /// <param name="code">Its exit code.</param>
    /// <param name="words">The end of what it has printed.</param>
    /// <param name="hasToken">It was given a token.</param>
    public static ToolEnd OfDownload(string node, string repo, int code, string words, bool hasToken)
    {
        var last = Last(words);
        if (Says(words, Gated)) return Lasting(DownloadFailures.Gated(repo, hasToken));
        if (Says(words, "Invalid credentials", "Invalid user token")) return Lasting(DownloadFailures.BadToken());
        if (Says(words, Gone)) return new(DownloadFailures.CommitGone(repo), ToolFault.Outdated);
        if (Says(words, Unknown)) return Lasting(DownloadFailures.UnknownRepo(repo, hasToken));
        if (Says(words, Limited)) return new(DownloadFailures.RateLimited(last), ToolFault.Passing, AskedFor(words));
        if (IsFull(words)) return Lasting(DownloadFailures.DiskFull(node));
        if (code == 127 || Says(words, "uvx: not found", "uvx: command not found"))
            return Lasting(DownloadFailures.NoUvx(node));
        if (Says(words, Busy)) return new(DownloadFailures.HubBusy(last), ToolFault.Passing);
        if (Says(words, UvOffline)) return new(NodeFailures.NoPyPi(node, last), ToolFault.Passing);
        if (Says(words, Offline)) return new(DownloadFailures.NodeOffline(node, last), ToolFault.Passing);

        return new(DownloadFailures.Failed(node, code, last), ToolFault.Strange);
    }

    /// <summary>Why a copy ended.</summary>
    /// <param name="node">Where it was to go.</param>
    /// <param name="code">rsync's exit code.</param>
    /// <param name="words">The end of what it has printed.</param>
    public static ToolEnd OfCopy(string node, int code, string words)
    {
        if (IsFull(words)) return Lasting(DownloadFailures.DiskFull(node));
        if (Says(words, Refusing)) return Lasting(CopyFailures.NoLogin(node, Last(words)));
        if (Says(words, "rsync: not found", "rsync: command not found") || code == 127)
            return Lasting(CopyFailures.NoRsync(Says(words, "remote") ? node : DownloadFigures.Head));

        return new(
            CopyFailures.CopyFailed(node, code, Last(words)),
            CopyBroke.Contains(code) ? ToolFault.Passing : ToolFault.Strange);
    }

    /// <summary>Why the head does not reach the other node by ssh.</summary>
    /// <param name="node">The other one.</param>
    /// <param name="words">What ssh has printed.</param>
    public static ToolEnd OfSsh(string node, string words) => Says(words, Refusing)
        ? Lasting(CopyFailures.NoLogin(node, Last(words)))
        : new(CopyFailures.NoLink(node, Last(words)), ToolFault.Passing);

    private static ToolEnd Lasting(JobFailure failure) => new(failure, ToolFault.Lasting);

    private static bool IsFull(string words) => Says(words, "No space left on device", "Disk quota exceeded");

    private static bool Says(string words, params string[] any) =>
        any.Any(text => words.Contains(text, StringComparison.Ordinal));

    private static TimeSpan? AskedFor(string words) => Pause().Match(words) is { Success: true } match
        ? TimeSpan.FromSeconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
        : null;

    // The last line that is no bar, no address of a page with hints and no hint itself.
    private static string Last(string words) => UrlText.WithoutQueries(words.Split('\n', '\r')
        .Select(line => TerminalText.Of(line).Trim())
        .LastOrDefault(line => line.Length > 0 && !line.Contains('%') && !IsHint(line))
        ?? "");

    private static bool IsHint(string line) =>
        line.StartsWith("https://", StringComparison.Ordinal)
        || line.StartsWith("Set HF_DEBUG", StringComparison.Ordinal);

    [GeneratedRegex(@"Retry after (\d{1,6}) seconds")]
    private static partial Regex Pause();
}
