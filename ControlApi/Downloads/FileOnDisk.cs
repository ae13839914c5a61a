using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>How much of a repository's file a node has.</summary>
internal static class FileOnDisk
{
    private const string Part = ".incomplete";

    /// <summary>Bytes of it that are surely there.</summary>
    public static long Bytes(HubFile file, RepoLook disk) => Bytes(file.Path, file.Bytes, file.Blob, disk);

    /// <summary>
    /// The same. A file that comes from the Hub grows as <c>{blob}.incomplete</c> or
    /// <c>{blob}.{random}.incomplete</c>, one that comes from the other node as rsync's <c>.{blob}.XXXXXX</c> or in
    /// <see cref="HubParts.Copied"/>. Those may be longer than what was written of them. What a killed tool has left,
    /// and nobody goes on with, is removed before the next one begins.
    /// </summary>
    public static long Bytes(string path, long size, string blob, RepoLook disk)
    {
        if (IsThere(path, size, disk)) return size;
        if (disk.Blobs.TryGetValue(blob, out var whole) && whole.Bytes == size) return size;

        var parts = disk.Blobs.Where(part => part.Key.TrimStart('.').StartsWith(blob, StringComparison.Ordinal));
        return parts.Select(part => Math.Min(part.Value.There, size)).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Bytes of parts that are removed before anything comes: all that <see cref="Bytes(HubFile, RepoLook)"/> does not
    /// count.
    /// </summary>
    public static long LeftOver(IReadOnlyList<HubFile> files, RepoLook disk)
    {
        var parts = disk.Blobs.Where(blob => blob.Key.EndsWith(Part, StringComparison.Ordinal)).ToList();
        var counted = files.DistinctBy(file => file.Blob)
            .Where(file => !IsThere(file.Path, file.Bytes, disk) && !disk.Blobs.ContainsKey(file.Blob))
            .Sum(file => Bytes(file, disk));
        return Math.Max(0, parts.Sum(part => part.Value.There) - counted);
    }

    /// <summary>Whether the snapshot has it, with its size.</summary>
    public static bool IsThere(string path, long size, RepoLook disk) =>
        disk.Files.TryGetValue(path, out var bytes) && bytes == size;

    /// <summary>Whether it is there under its own name and has another size: the Hub's tool would keep it.</summary>
    public static bool IsWrong(string blob, long size, RepoLook disk) =>
        disk.Blobs.TryGetValue(blob, out var whole) && whole.Bytes != size;
}
