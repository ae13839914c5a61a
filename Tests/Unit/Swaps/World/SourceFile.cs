using System.Text;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>
/// A file on a node that grows: the bytes that can be followed, and the lines that must come of them.
/// </summary>
internal sealed class SourceFile(string name, bool stamped, VirtualTime time)
{
    private readonly List<byte> bytes = [];
    private readonly List<long> printedAt = [];

    public string Name => name;

    public bool Stamped => stamped;

    public List<string> Lines { get; } = [];

    public int Length => bytes.Count;

    public void Print(string line)
    {
        Lines.Add(line);
        printedAt.Add(time.Now);
        var stamp = stamped ? $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffffff00Z} " : "";
        bytes.AddRange(Encoding.UTF8.GetBytes($"{stamp}{line}\n"));
    }

    /// <summary>How many lines had been printed by then.</summary>
    public int LinesBy(long moment) => printedAt.Count(at => at <= moment);

    public byte[] Read(long from, int count) => [.. bytes.Skip((int)from).Take(count)];
}
