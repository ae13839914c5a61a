namespace SparkControl.Simulator.Git;

/// <summary>The launcher's files by path: those of an era, and those that lie somewhere.</summary>
internal static class LauncherFiles
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static SortedDictionary<string, string> OfEra(string era)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Node", "spark-vllm-docker", "era-" + era);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(folder, file)] = File.ReadAllText(file);
        return files;
    }

    /// <summary>The same files, and one line more at the end of one of them.</summary>
    public static SortedDictionary<string, string> WithLine(
        IReadOnlyDictionary<string, string> files, string path, string text)
    {
        var more = new SortedDictionary<string, string>(files.ToDictionary(), StringComparer.Ordinal);
        var sign = path.EndsWith(".md", StringComparison.Ordinal) ? "- " : "# ";
        more[path] = more.GetValueOrDefault(path, "") + sign + text + "\n";
        return more;
    }

    /// <summary>
    /// Puts a file in place of the one that is there: a script that runs goes on with what it began with.
    /// </summary>
    public static void Write(string directory, string path, string content)
    {
        var file = Path.Combine(directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = file + ".fresh";
        File.WriteAllText(fresh, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(fresh, Executable);
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>Takes a file away, and the folders that are empty then.</summary>
    public static void Delete(string directory, string path)
    {
        File.Delete(Path.Combine(directory, path));
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder);
             folder = Path.GetDirectoryName(folder))
        {
            var full = Path.Combine(directory, folder);
            if (!Directory.Exists(full) || Directory.EnumerateFileSystemEntries(full).Any()) return;
            Directory.Delete(full);
        }
    }

    /// <summary>What lies there now; null when nothing does.</summary>
    public static string? Read(string directory, string path)
    {
        var file = Path.Combine(directory, path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
