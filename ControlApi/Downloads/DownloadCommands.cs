using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The commands of a download's remote jobs. A token is never in them: it travels beside.</summary>
internal static class DownloadCommands
{
    private const string FindTools = "PATH=$HOME/.local/bin:$PATH\nexport PATH\n";

    /// <summary>What the remote job is given beside the command, and never written down.</summary>
    public static IReadOnlyDictionary<string, string> TokenEnvironment(string token) =>
        new Dictionary<string, string> { ["HF_TOKEN"] = token };

    /// <summary>Fetches a repository by the Hub's own tool, which keeps what is there already.</summary>
    /// <param name="state">The download.</param>
    /// <param name="endpoint">The server in the Hub's place; null for the Hub itself.</param>
    /// <param name="hub">The cache on the head.</param>
    /// <param name="wrong">Blobs to remove first: they have the name of a whole file and another size.</param>
    public static string Fetch(DownloadState state, string? endpoint, string hub, IReadOnlyList<string> wrong)
    {
        var blobs = $"{hub}/models--{HubCache.Folder(state.Repo)}/blobs";
        return FindTools
            + (endpoint is null ? "" : $"export HF_ENDPOINT={ShellQuote.Word(endpoint)}\n")
            + (state.XetOff ? "export HF_HUB_DISABLE_XET=1\n" : "")
            + string.Concat(wrong.Select(blob => $"rm -f -- {ShellQuote.Word($"{blobs}/{blob}")}\n"))
            + $"exec uvx hf download {ShellQuote.Word(state.Repo)} </dev/null\n";
    }

    /// <summary>
    /// Copies a repository from the head to the worker. What has come of a file stays there under its own name, and the
    /// next copy goes on with it. The head knows the worker as the launcher does: a changed key is refused.
    /// </summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="from">The cache on the head.</param>
    /// <param name="worker">The worker's address, with the user where that is another one.</param>
    /// <param name="to">The cache on the worker.</param>
    public static string Copy(string repo, string from, string worker, string to)
    {
        var folder = $"models--{HubCache.Folder(repo)}/";
        var ssh = "ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=10 "
            + "-o ServerAliveInterval=15 -o ServerAliveCountMax=4";
        string[] words =
        [
            "rsync", "-a", "--partial", "--inplace", "--mkpath", "--exclude=*.incomplete", "-e", ssh,
            $"{from}/{folder}", $"{worker}:{to}/{folder}"
        ];
        return $"{FindTools}exec {string.Join(' ', words.Select(ShellQuote.Word))} </dev/null\n";
    }
}
