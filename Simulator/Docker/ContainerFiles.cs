using System.Diagnostics;

namespace SparkControl.Simulator.Docker;

/// <summary>
/// A container's own directories. Nothing is mounted here, so the few absolute paths that commands name are
/// replaced by files under the container's root, and put back when an argument is shown or recorded.
/// </summary>
internal sealed class ContainerFiles(string folder, string pair)
{
    private static readonly string[] _own = ["/workspace/", "/tmp/"];

    public string Folder { get; } = folder;

    public string Root { get; } = Path.Combine(folder, "root");

    public string Output { get; } = Path.Combine(folder, "output");

    public string LogPath => Path.Combine(Folder, "log");

    public async Task CreateAsync(IEnumerable<string> mounts)
    {
        foreach (var inside in new[] { "workspace", "tmp", "root" })
            Directory.CreateDirectory(Path.Combine(Root, inside));
        foreach (var mount in mounts) Mount(mount.Split(':'));
        using var made = Process.Start("mkfifo", [Output]);
        await made.WaitForExitAsync();
    }

    public string ToHost(string argument)
    {
        argument = argument.Replace("/proc/1/fd/1", Output, StringComparison.Ordinal)
            .Replace("/proc/1/fd/2", Output, StringComparison.Ordinal);
        return _own.Aggregate(argument, (text, inside) => ReplaceAtWord(text, inside, Root + inside));
    }

    public string ToContainer(string argument) => argument
        .Replace(Output, "/proc/1/fd/1", StringComparison.Ordinal).Replace(Root, "", StringComparison.Ordinal);

    /// <summary>Where a path of `docker cp` is on this machine.</summary>
    public string Locate(string inside) => Root + (inside.StartsWith('/') ? inside : "/workspace/" + inside);

    public void Delete()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    // Only where a word begins, and not in a path of the pair itself, which may be below /tmp too.
    private string ReplaceAtWord(string text, string inside, string here)
    {
        for (var at = text.IndexOf(inside, StringComparison.Ordinal); at >= 0;)
        {
            var begins = (at == 0 || " \t\n;&|<>'\"=(:".Contains(text[at - 1], StringComparison.Ordinal)) &&
                !text.AsSpan(at).StartsWith(pair, StringComparison.Ordinal);
            if (begins) text = text.Remove(at, inside.Length).Insert(at, here);
            at = text.IndexOf(inside, at + (begins ? here.Length : 1), StringComparison.Ordinal);
        }

        return text;
    }

    private void Mount(string[] parts)
    {
        if (parts.Length < 2 || !parts[0].StartsWith('/')) return;
        var inside = Root + parts[1].TrimEnd('/');
        Directory.CreateDirectory(Path.GetDirectoryName(inside)!);
        Directory.CreateDirectory(parts[0]);
        if (!Path.Exists(inside)) Directory.CreateSymbolicLink(inside, parts[0]);
    }
}
