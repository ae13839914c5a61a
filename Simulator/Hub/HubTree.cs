namespace SparkControl.Simulator.Hub;

/// <summary>An entry of a tree: a file, or a directory, which has none.</summary>
internal sealed record HubTree(string Path, ModelFile? File)
{
    /// <summary>What is in a directory, and with all that is below when it is deep.</summary>
    /// <param name="repo">The repository.</param>
    /// <param name="directory">A path without a slash at its end; empty is all.</param>
    /// <param name="isDeep">Directories are followed by what is in them.</param>
    public static IReadOnlyList<HubTree> Of(HubRepo repo, string directory, bool isDeep)
    {
        var start = directory.Length == 0 ? "" : directory.TrimEnd('/') + "/";
        var files = repo.Files.Where(file => file.Name.StartsWith(start, StringComparison.Ordinal)).ToList();
        var directories = files.SelectMany(file => Above(file.Name)).Distinct()
            .Where(path => path.StartsWith(start, StringComparison.Ordinal))
            .Select(path => new HubTree(path, null));
        return
        [
            .. directories.Concat(files.Select(file => new HubTree(file.Name, file)))
                .Where(entry => isDeep || !entry.Path[start.Length..].Contains('/', StringComparison.Ordinal))
                .OrderBy(entry => entry.Path, StringComparer.Ordinal)
        ];
    }

    private static IEnumerable<string> Above(string path) => path
        .Select((letter, at) => letter == '/' ? path[..at] : null).OfType<string>();
}
