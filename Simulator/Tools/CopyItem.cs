using System.IO.Enumeration;

namespace SparkControl.Simulator.Tools;

/// <summary>Something to copy: a directory, a link or a file.</summary>
/// <param name="From">Its path here.</param>
/// <param name="Name">Its path below the destination; empty for the destination itself.</param>
internal sealed record CopyItem(FileSystemInfo From, string Name)
{
    /// <summary>Where a link leads; null for everything else.</summary>
    public string? Link => From.LinkTarget;

    public bool IsDirectory => Link is null && From is DirectoryInfo;

    /// <summary>It or what it is in has one of these names, which may have a * in them.</summary>
    public bool IsNamed(IReadOnlyList<string> patterns) => Name.Split('/').Any(part =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, part, ignoreCase: false)));

    /// <summary>What a source stands for: itself and all in it, or only that where it ends with a slash.</summary>
    public static IEnumerable<CopyItem> Of(string source)
    {
        if (!Directory.Exists(source)) return [new(new FileInfo(source), Path.GetFileName(source))];
        var root = new DirectoryInfo(source.TrimEnd('/'));
        var name = source.EndsWith('/') || source.EndsWith("/.", StringComparison.Ordinal) ? "" : root.Name;
        return root.EnumerateFileSystemInfos("*", Below)
            .Select(item => new CopyItem(item, Path.Combine(name, Path.GetRelativePath(root.FullName, item.FullName))))
            .Prepend(new(root, name))
            .OrderBy(item => item.Name, StringComparer.Ordinal);
    }

    /// <summary>What a list names below a directory, each with the directories that it is in.</summary>
    public static IEnumerable<CopyItem> Listed(string root, IReadOnlyList<string> names)
    {
        var folders = names.SelectMany(Above).Distinct()
            .Select(name => new CopyItem(new DirectoryInfo(Path.Combine(root, name)), name));
        var items = names.Distinct().Select(name => new CopyItem(new FileInfo(Path.Combine(root, name)), name));
        return folders.Concat(items).OrderBy(item => item.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Above(string name) => name
        .Select((letter, at) => letter == '/' ? name[..at] : null).OfType<string>();

    // A link to a directory is a link.
    private static EnumerationOptions Below =>
        new() { RecurseSubdirectories = true, AttributesToSkip = 0, MatchType = MatchType.Simple };
}
