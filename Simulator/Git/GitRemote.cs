using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Git;

/// <summary>What goes over the network: fetch, ls-remote, clone; and git remote.</summary>
internal static class GitRemote
{
    private static readonly TimeSpan _roundTrip = TimeSpan.FromSeconds(2);

    /// <summary>Upstream's newest commit, when this node reaches it.</summary>
    public static async Task<LauncherCommit> AskAsync(
        SimulatedNode node, LauncherUpstream upstream, string url, CancellationToken cancel)
    {
        if (upstream.Fault == UpstreamFault.Hanging) await Task.Delay(Timeout.Infinite, cancel);
        await node.Pace.WaitAsync(_roundTrip, cancel);
        var host = Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";
        if (node.IsOffline || (host.Length > 0 && host != "github.com"))
            throw new GitFailedException(
                128, $"fatal: unable to access '{url.TrimEnd('/')}/': Could not resolve host: {host}");
        var isOurs = url.Replace(".git", "", StringComparison.Ordinal).TrimEnd('/') == LauncherUpstream.Url;
        return isOurs && upstream.Fault == UpstreamFault.None
            ? upstream.Find(upstream.Tip)!
            : throw GitFailedException.Unread(url);
    }

    /// <summary>Brings origin/main up to date; gives what git says of it, on stderr.</summary>
    public static async Task<string> FetchAsync(
        SimulatedNode node, GitClone clone, GitCall call, string? remote, CancellationToken cancel)
    {
        if (clone.Config.Remote is not { } url)
            return remote is null ? "" : throw GitFailedException.Unread(remote);
        if (remote is not (null or "origin")) throw GitFailedException.Unread(remote);
        var tip = await AskAsync(node, clone.Upstream, url, cancel);
        var before = clone.Fetched;
        clone.Fetch(tip);
        if (before?.Id == tip.Id || call.Has("-q", "--quiet")) return "";
        return $"From {url}\n" + (before is null
            ? " * [new branch]      main       -> origin/main\n"
            : $"   {before.Short}..{tip.Short}  main       -> origin/main\n");
    }

    public static async Task<ToolAnswer> ListAsync(
        SimulatedNode node, GitClone clone, GitCall call, CancellationToken cancel)
    {
        if (call.Operands.FirstOrDefault() is not (null or "origin"))
            throw GitFailedException.Unread(call.Operands[0]);
        var url = clone.Config.Remote ?? throw GitFailedException.Unread("origin");
        var tip = await AskAsync(node, clone.Upstream, url, cancel);
        return ToolAnswer.Lines(call.Has("--heads", "-h") || call.Operands.Count > 1
            ? [$"{tip.Id}\trefs/heads/main"]
            : [$"{tip.Id}\tHEAD", $"{tip.Id}\trefs/heads/main"]);
    }

    public static async Task<ToolAnswer> CloneAsync(
        SimulatedNode node, LauncherUpstream upstream, GitCall call, CancellationToken cancel)
    {
        var url = call.Operands[0];
        var name = call.Operands.ElementAtOrDefault(1) ??
            Path.GetFileName(url.TrimEnd('/')).Replace(".git", "", StringComparison.Ordinal);
        var place = Path.Combine(call.Directory, name);
        if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
            throw new GitFailedException(
                128, $"fatal: destination path '{name}' already exists and is not an empty directory.");
        GitClone.Create(place, upstream, await AskAsync(node, upstream, url, cancel));
        return new(0, "", call.Has("-q", "--quiet") ? "" : $"Cloning into '{name}'...\n");
    }

    public static ToolAnswer Manage(GitClone clone, GitCall call)
    {
        var url = clone.Config.Remote;
        switch (call.Operands.FirstOrDefault())
        {
            case null when url is null:
                return ToolAnswer.Silent;
            case null:
                return call.Has("-v", "--verbose")
                    ? ToolAnswer.Lines([$"origin\t{url} (fetch)", $"origin\t{url} (push)"])
                    : ToolAnswer.Line("origin");
            case "get-url" when url is not null:
                return ToolAnswer.Line(url);
            case "set-url" when url is not null:
                clone.Config.Begin(call.Operands[2]);
                return ToolAnswer.Silent;
            case "remove" or "rm" when url is not null:
                clone.Forget();
                return ToolAnswer.Silent;
            default:
                var name = call.Operands.ElementAtOrDefault(1) ?? "origin";
                return ToolAnswer.Failed(2, $"error: No such remote '{name}'");
        }
    }
}
