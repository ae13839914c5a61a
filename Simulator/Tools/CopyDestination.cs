using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>Where a copy goes: into a directory, which may have to be made, or to one file's new name in it.</summary>
internal sealed record CopyDestination(string Folder, string? FileName)
{
    // Directories that were not there when the copy began.
    private readonly int _missing = Missing(Folder);

    public static CopyDestination Of(IReadOnlyList<CopyPlace> sources, CopyPlace to)
    {
        var isFile = sources.Count == 1 && File.Exists(sources[0].Path)
            && !to.Path.EndsWith('/') && !Directory.Exists(to.Path);
        return isFile
            ? new(Path.GetDirectoryName(to.Path)!, Path.GetFileName(to.Path))
            : new(to.Path.TrimEnd('/'), null);
    }

    /// <summary>The last directory is made, others only when that was asked for; null when it is there now.</summary>
    public ToolAnswer? Make(bool makesPath)
    {
        if (_missing > (FileName is null ? 1 : 0) && !makesPath) return CopyWords.NoDirectory(Folder);
        Directory.CreateDirectory(Folder);
        return null;
    }

    /// <summary>What rsync says of the directories that it has made.</summary>
    public string Made(string path) => _missing switch
    {
        0 => "",
        1 => $"created directory {path}\n",
        _ => $"created {_missing} directories for {path}\n"
    };

    /// <summary>What is copied, under the names that it gets.</summary>
    /// <param name="sources">Where it is.</param>
    /// <param name="listed">What of it a list names; null for all.</param>
    /// <param name="excluded">Names that are left out.</param>
    public IReadOnlyList<CopyItem> Items(
        IReadOnlyList<CopyPlace> sources, IReadOnlyList<string>? listed, IReadOnlyList<string> excluded)
    {
        if (listed is not null) return [.. CopyItem.Listed(sources[0].Path, listed)];
        return FileName is { } name
            ? [new(new FileInfo(sources[0].Path), name)]
            : [.. sources.SelectMany(source => CopyItem.Of(source.Path)).Where(item => !item.IsNamed(excluded))];
    }

    private static int Missing(string folder)
    {
        var count = 0;
        for (var path = folder; path is { Length: > 0 } && !Directory.Exists(path); path = Path.GetDirectoryName(path))
            count++;
        return count;
    }
}
