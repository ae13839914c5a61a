namespace SparkControl.Simulator.Git;

/// <summary>
/// A work tree of the launcher and its .git. The files are the truth; commits alone are kept elsewhere.
/// </summary>
internal sealed class GitClone(string directory, LauncherUpstream upstream)
{
    private const string Branch = "refs/heads/main", Followed = "refs/remotes/origin/main";

    /// <summary>The top of the work tree.</summary>
    public string Directory { get; } = directory;

    public LauncherUpstream Upstream { get; } = upstream;

    public GitConfig Config { get; } = new(Path.Combine(directory, ".git", "config"));

    /// <summary>No branch grows with what is done here.</summary>
    public bool IsDetached => !Text("HEAD").StartsWith("ref: ", StringComparison.Ordinal);

    public LauncherCommit Head => Commit(IsDetached ? "HEAD" : Branch)
        ?? throw new GitFailedException(128, "fatal: your current branch appears to be broken");

    /// <summary>The branch itself, whatever is checked out.</summary>
    public LauncherCommit? Main => Commit(Branch);

    /// <summary>Where upstream was when it was last fetched.</summary>
    public LauncherCommit? Fetched => Commit(Followed);

    public LauncherCommit? LastFetched => Commit("FETCH_HEAD");

    /// <summary>The clone that a directory of a node is in; null outside of one.</summary>
    public static GitClone? Around(string directory, LauncherUpstream upstream)
    {
        string? found = null;
        for (var at = Path.GetFullPath(directory); at is not null; at = Path.GetDirectoryName(at))
        {
            if (found is null && File.Exists(Path.Combine(at, ".git", "HEAD"))) found = at;
            // Here the node ends, and what lies above it is this machine's.
            if (File.Exists(Path.Combine(at, "environment.sh"))) return found is null ? null : new(found, upstream);
        }

        return null;
    }

    /// <summary>A new clone, whose main stands at a commit and knows upstream as far as that.</summary>
    public static GitClone Create(string directory, LauncherUpstream upstream, LauncherCommit at)
    {
        var clone = new GitClone(directory, upstream);
        foreach (var folder in new[] { "objects", "refs/heads", "refs/remotes/origin", "refs/tags" })
            System.IO.Directory.CreateDirectory(Path.Combine(directory, ".git", folder));
        clone.Config.Begin(LauncherUpstream.Url);
        clone.Put("HEAD", "ref: " + Branch);
        clone.Put(Branch, at.Id);
        clone.Put(Followed, at.Id);
        foreach (var (path, content) in at.Files) LauncherFiles.Write(directory, path, content);
        return clone;
    }

    public void Fetch(LauncherCommit tip)
    {
        Put("FETCH_HEAD", $"{tip.Id}\t\tbranch 'main' of {Config.Remote}");
        Put(Followed, tip.Id);
    }

    /// <summary>The branch, or a detached head, moves to a commit.</summary>
    public void Move(LauncherCommit to)
    {
        Put("ORIG_HEAD", Head.Id);
        Put(IsDetached ? "HEAD" : Branch, to.Id);
    }

    public void Detach(LauncherCommit at) => Put("HEAD", at.Id);

    public void Attach() => Put("HEAD", "ref: " + Branch);

    public void Forget()
    {
        Config.Remove("remote \"origin\"");
        Config.Remove("branch \"main\"");
        File.Delete(Path.Combine(Directory, ".git", Followed));
    }

    /// <summary>Holds .git/index.lock; fails when it is there already, whoever left it.</summary>
    public IDisposable Lock(bool isFatal, string said = "")
    {
        var file = Path.Combine(Directory, ".git", "index.lock");
        try
        {
            return new FileStream(
                file, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new GitFailedException(isFatal ? 128 : 1,
                $"{(isFatal ? "fatal" : "error")}: Unable to create '{file}': File exists.\n\n" +
                "Another git process seems to be running in this repository, e.g.\n" +
                "an editor opened by 'git commit'. Please make sure all processes\n" +
                "are terminated then try again. If it still fails, a git process\n" +
                "may have crashed in this repository earlier:\nremove the file manually to continue.", said);
        }
    }

    private LauncherCommit? Commit(string name) => Upstream.Find(Text(name).Split('\t')[0]);

    private string Text(string name)
    {
        var file = Path.Combine(Directory, ".git", name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    private void Put(string name, string text)
    {
        var file = Path.Combine(Directory, ".git", name);
        File.WriteAllText(file + ".new", text + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
