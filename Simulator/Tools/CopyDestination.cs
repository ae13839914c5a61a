using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>Where a copy goes: into a directory, which may have to be made, or to one file's new name in it.</summary>
internal sealed record CopyDestination(string Folder, string? FileName)
{
    public static CopyDestination Of(IReadOnlyList<CopyPlace> sources, CopyPlace to)
    {
        var isFile = sources.Count == 1 && File.Exists(sources[0].Path)
            && !to.Path.EndsWith('/') && !Directory.Exists(to.Path);
        return isFile
            ? new(Path.GetDirectoryName(to.Path)!, Path.GetFileName(to.Path))
            : new(to.Path.TrimEnd('/'), null);
    }

    /// <summary>Directories that are not there yet.</summary>
    public int Missing
    {
        get
        {
            var count = 0;
            var path = Folder;
            for (; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path)) count++;
            return count;
        }
    }

    /// <summary>The last directory is made, others only when that was asked for; null when it is there now.</summary>
    public ToolAnswer? Make(bool makesPath)
    {
        if (Missing > (FileName is null ? 1 : 0) && !makesPath) return CopyWords.NoDirectory(Folder);
        Directory.CreateDirectory(Folder);
        return null;
    }

    /// <summary>What is copied, under the names that it gets.</summary>
    public IReadOnlyList<CopyItem> Items(IReadOnlyList<CopyPlace> sources, IReadOnlyList<string> excluded) =>
        FileName is { } name
            ? [new(new FileInfo(sources[0].Path), name)]
            : [.. sources.SelectMany(source => CopyItem.Of(source.Path)).Where(item => !item.IsNamed(excluded))];
}
