using System.IO.Enumeration;

namespace SparkControl.Simulator.Nodes;

/// <summary>
/// A node's disk: files under its home take what their sizes say, whether or not they have the bytes, and whatever
/// removes one gives that back.
/// </summary>
internal sealed class NodeDisk(string home)
{
    private const long Usual = 4_000_000_000_000;

    private static readonly EnumerationOptions _files = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint
    };

    public long Size { get; set; } = Usual;

    public long Used => new FileSystemEnumerable<long>(
        home, (ref FileSystemEntry entry) => entry.IsDirectory ? 0 : entry.Length, _files).Sum();

    public long Free => Math.Max(0, Size - Used);

    public void Reset() => Size = Usual;
}
