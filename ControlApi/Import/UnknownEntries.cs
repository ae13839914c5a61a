using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>What lies in the data directory and is neither the original's nor ours.</summary>
/// <param name="data">The data directory.</param>
/// <param name="list">Takes what is there.</param>
internal sealed class UnknownEntries(DataDirectory data, ImportList list)
{
    private const int Most = 60;
    private const string Why = "SparkControl does not know it. It stays where it is.";

    // Of DirectoryLock, of the panel in one process, of AudioProxy, and of a volume's own file system.
    private static readonly string[] Others =
    [
        ".writing", "standalone.lock", "standalone.holder", "redis", "cache", "lost+found"
    ];

    /// <summary>Says of each that it stays where it is.</summary>
    public void Keep() => Keep(list, new DirectoryInfo(data.Path).EnumerateFileSystemInfos().Where(IsUnknown), "");

    /// <summary>Says of each that it stays where it is; of very many, the rest is counted.</summary>
    /// <param name="list">Takes what is there.</param>
    /// <param name="unknown">Of one directory.</param>
    /// <param name="within">Its name; blank for the data directory itself.</param>
    public static void Keep(ImportList list, IEnumerable<FileSystemInfo> unknown, string within)
    {
        var entries = unknown.OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        foreach (var entry in entries.Take(Most))
        {
            if (entry is DirectoryInfo) list.Keep($"{within}{entry.Name}/", "the whole directory", Why);
            else list.Keep(within + entry.Name, "the whole file", Why);
        }

        if (entries.Count > Most)
            list.Keep($"{within}others", FormattableString.Invariant($"{entries.Count - Most} more"), Why);
    }

    private bool IsUnknown(FileSystemInfo entry)
    {
        string[] ours =
        [
            data.SettingsFile, data.SecretsFile, data.StartosFile, data.CustomModelsFile, data.ModelOverridesFile,
            data.ImportFile, data.SshDirectory, data.LastGoodDirectory
        ];
        return !Others.Contains(entry.Name) && !IsHalfWritten(entry.Name)
            && !ours.Any(path => entry.FullName == path || entry.FullName == path + ".previous")
            && !OldFiles.All.Any(name => OldFiles.Originals(name).Contains(entry.Name));
    }

    /// <summary>AtomicFile's; another process may be at it.</summary>
    public static bool IsHalfWritten(string name) =>
        name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal);
}
