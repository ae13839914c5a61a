namespace SparkControl.Simulator.Nodes;

/// <summary>
/// The programs of this machine that nodes use as they are, and those that the pair brings where they are missing.
/// </summary>
internal static class HostTools
{
    // macOS has none of the first three, and its tail cannot wait for a process; a small Linux has no pgrep. Ours are
    // in Perl, which both have.
    private static readonly string[] _supplied = ["setsid", "flock", "timeout", "pgrep", "tail"];

    private static readonly string[] _needed =
    [
        "bash", "sh", "env", "cp", "mv", "rm", "mkdir", "mkfifo", "ls", "find", "stat", "chmod", "touch", "sleep",
        "date", "grep", "sed", "cut", "tr", "head", "wc", "cksum", "mktemp", "dd", "df", "du", "dirname", "readlink",
        "uname", "id"
    ];

    /// <summary>
    /// Which of the pair's own tools a PATH lacks; throws when something is missing that it cannot bring.
    /// </summary>
    public static IReadOnlyList<string> Lacking(string path)
    {
        var folders = path.Split(':');
        var supplied = _supplied.Where(tool => !Has(folders, tool) || (tool == "tail" && !OperatingSystem.IsLinux()))
            .ToList();
        Need(path, supplied.Count > 0 ? [.. _needed, "perl"] : _needed);
        return supplied;
    }

    /// <summary>Throws when a PATH lacks one of the tools.</summary>
    /// <exception cref="MissingToolsException">It names all that are missing.</exception>
    public static void Need(string path, params IReadOnlyList<string> tools)
    {
        var folders = path.Split(':');
        string[] missing = [.. tools.Where(tool => !Has(folders, tool))];
        if (missing.Length > 0) throw new MissingToolsException(missing, path);
    }

    private static bool Has(string[] folders, string tool) =>
        folders.Any(folder => File.Exists(Path.Combine(folder, tool)));
}
