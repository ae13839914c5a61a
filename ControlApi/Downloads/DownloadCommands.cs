using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The commands of a download's remote jobs. A token is never in them: it travels beside.</summary>
internal static class DownloadCommands
{
    /// <summary>
    /// The last huggingface_hub that goes on with an unfinished file (since 1.18 each run begins it anew), and an
    /// hf_xet that compares what has come with the file's size (huggingface_hub, issue 4223).
    /// </summary>
    private const string Tool = "uvx --from 'huggingface_hub==1.17.0' --with 'hf_xet>=1.5.1' hf download";

    private const string FindTools = "PATH=$HOME/.local/bin:$PATH\nexport PATH\n";

    // xet writes a file's ranges in any order, and plain HTTP goes on at its end: what xet has begun is never left to
    // HTTP, but what HTTP has begun is left to HTTP. The mark says which of the two it was.
    private const string Prepare = """
        plain=$HOME/.spark-control/plain-http--${dir##*/}
        if [ -e "$plain" ]; then
            sweep keep
            for part in "$dir"/blobs/*.incomplete; do
                if [ -e "$part" ] && [ "$xet" = may ]; then xet=off; fi
            done
        else
            sweep
        fi
        if [ "$xet" = off ]; then
            HF_HUB_DISABLE_XET=1
            export HF_HUB_DISABLE_XET
            mkdir -p "${plain%/*}" && : >"$plain"
        else
            rm -f -- "$plain"
        fi

        """;

    // The commit is called main when all of it is there: until then the one before is.
    private const string Name = """
        rm -f -- "$plain"
        mkdir -p "$dir/refs" && printf %s "$commit" >"$dir/refs/main"

        """;

    private const string List = """
        list=${0%/*}/files
        main=${0%/*}/main
        find "snapshots/$commit" ! -type d -print0 >"$list" || exit 1
        find "snapshots/$commit" -type l -exec readlink {} + | sed 's|.*/|blobs/|' | sort -u >"$list.blobs" || exit 1
        tr '\n' '\0' <"$list.blobs" >>"$list" || exit 1
        printf %s "$commit" >"$main" || exit 1

        """;

    /// <summary>
    /// What the remote job is given beside the command, and never written down. Without a token for a server in the
    /// Hub's place, what somebody has logged in with on the node must not go there either: it was given for the Hub.
    /// </summary>
    /// <param name="server">The Hub, or the server in its place.</param>
    /// <param name="token">The token for it; null for none.</param>
    public static IReadOnlyDictionary<string, string>? Environment(string server, string? token) =>
        token is not null ? new Dictionary<string, string> { ["HF_TOKEN"] = token }
        : IsHub(server) ? null
        : new Dictionary<string, string> { ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1" };

    /// <summary>
    /// Fetches one commit of a repository by the Hub's own tool, which keeps what is whole. What a run before has left
    /// and nobody can go on with is removed first.
    /// </summary>
    /// <param name="state">The download.</param>
    /// <param name="server">The Hub, or the server in its place.</param>
    /// <param name="hub">The cache on the head.</param>
    /// <param name="wrong">Blobs to remove first: they have the name of a whole file and another size.</param>
    public static string Fetch(DownloadState state, string server, string hub, IReadOnlyList<string> wrong)
    {
        var dir = $"{hub}/models--{HubCache.Folder(state.Repo)}";
        return FindTools
            + (IsHub(server) ? "" : $"export HF_ENDPOINT={ShellQuote.Word(server)}\n")
            // Bars without a newline are no lines of a log; and a node may be set to ask nobody, or to another place.
            + $"export HF_HUB_CACHE={ShellQuote.Word(hub)} HF_HUB_DISABLE_PROGRESS_BARS=1 HF_HUB_OFFLINE=0\n"
            + $"dir={ShellQuote.Word(dir)} commit={ShellQuote.Word(state.Revision!)} xet={XetOf(state)}\n"
            + HubParts.Functions
            + string.Concat(wrong.Select(blob => $"rm -f -- {ShellQuote.Word($"{dir}/blobs/{blob}")}\n"))
            + Prepare
            + $"{Tool} {ShellQuote.Word(state.Repo)} --revision \"$commit\" </dev/null || exit $?\n"
            + Name;
    }

    /// <summary>
    /// Copies one commit of a repository from the head to the worker: a blob's name says what is in it, so one with its
    /// size is there. What has come of a file stays there beside, and the next copy goes on with it.
    /// </summary>
    /// <param name="state">The download.</param>
    /// <param name="from">The cache on the head.</param>
    /// <param name="to">The cache on the worker.</param>
    public static string Copy(DownloadState state, string from, string to)
    {
        var folder = $"models--{HubCache.Folder(state.Repo)}";
        var target = $"{state.Run!.Worker}:{to}/{folder}/";
        var files = Rsync("--size-only", $"--partial-dir={HubParts.Copied}", "--from0");
        return FindTools
            + $"cd {ShellQuote.Word($"{from}/{folder}")} || exit 1\ncommit={ShellQuote.Word(state.Revision!)}\n"
            + List
            + $"{files} --files-from=\"$list\" ./ {ShellQuote.Word(target)} </dev/null || exit $?\n"
            + $"exec {Rsync("--ignore-times")} \"$main\" {ShellQuote.Word($"{target}refs/")} </dev/null\n";
    }

    /// <summary>How the head reaches the worker. It knows it as the launcher does: a changed key is refused.</summary>
    public static IReadOnlyList<string> Ssh { get; } =
    [
        "ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "-o", "ConnectTimeout=10",
        "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"
    ];

    private static bool IsHub(string server) => server == EffectiveSettings.UsualHub;

    private static string XetOf(DownloadState state) =>
        state.XetOff ? "off" : DownloadEnds.MayGoPlain(state) ? "may" : "on";

    private static string Rsync(params string[] options) =>
        string.Join(' ', ((string[])["rsync", "-a", "--mkpath", .. options, "-e", string.Join(' ', Ssh)])
            .Select(ShellQuote.Word));
}
