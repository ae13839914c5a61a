using System.Buffers;
using System.Globalization;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>A line and the offset behind it. Lines that one newline ended have the same.</summary>
/// <param name="Line">The line.</param>
/// <param name="End">The offset behind its newline.</param>
public readonly record struct ReadLine(LogLine Line, long End);

/// <summary>
/// Cuts a followed file into lines. A line ends with a newline; what a bar repeats after a carriage return counts as a
/// line of its own. Lines are clipped to 8 KiB, so that memory stays bounded whatever the file holds; of a longer line
/// with a bar its last state is kept.
/// </summary>
/// <param name="node">What the lines are marked with.</param>
/// <param name="offset">The offset of the first byte that will come.</param>
/// <param name="stamped">Whether each line begins with the time docker writes before it.</param>
/// <param name="time">For lines without a time of their own.</param>
public sealed class LineSplitter(string node, long offset, bool stamped, TimeProvider time)
{
    /// <summary>Bytes kept of a line.</summary>
    public const int MaxBytes = 8 * 1024;

    private readonly ArrayBufferWriter<byte> rest = new(), bar = new();
    private readonly List<ReadLine> lines = [];
    private long read = offset, size;
    private bool barEnds;

    /// <summary>The lines that a block completes. The list is used again by the next call.</summary>
    public IReadOnlyList<ReadLine> Take(ReadOnlySpan<byte> block)
    {
        lines.Clear();
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n');
            var part = end < 0 ? block : block[..end];
            Keep(part);
            read += part.Length;
            if (end < 0) break;

            read++;
            Cut();
            block = block[(end + 1)..];
        }

        return lines;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        size += part.Length;
        Fill(rest, part);
        while (!part.IsEmpty)
        {
            var end = part.IndexOf((byte)'\r');
            var piece = end < 0 ? part : part[..end];
            // What a bar showed last stays until it shows the next.
            if (barEnds && piece.Length > 0) bar.ResetWrittenCount();
            if (piece.Length > 0) barEnds = false;
            Fill(bar, piece);
            if (end < 0) break;

            barEnds = true;
            part = part[(end + 1)..];
        }
    }

    private static void Fill(ArrayBufferWriter<byte> kept, ReadOnlySpan<byte> part) =>
        kept.Write(part[..Math.Min(MaxBytes - kept.WrittenCount, part.Length)]);

    private string Kept()
    {
        var text = Encoding.UTF8.GetString(rest.WrittenSpan);
        var head = text.IndexOf('\r', StringComparison.Ordinal);
        return size > MaxBytes && head >= 0 ? $"{text[..head]}\r{Encoding.UTF8.GetString(bar.WrittenSpan)}" : text;
    }

    private void Cut()
    {
        var text = Kept();
        rest.ResetWrittenCount();
        bar.ResetWrittenCount();
        (size, barEnds) = (0, false);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (stamped && Stamp(text) is var (length, stamp))
        {
            at = stamp;
            text = text[length..];
        }

        var plain = TerminalText.Of(text);
        var before = lines.Count;
        var pieces = plain.Split('\r', StringSplitOptions.RemoveEmptyEntries);
        // vLLM puts the name of the process before a bar's carriage return: it belongs to the bar.
        var process = pieces.Length > 1 && IsProcess(pieces[0]) ? pieces[0] : "";
        foreach (var piece in pieces.Skip(process.Length > 0 ? 1 : 0)) Add((process + piece).TrimEnd());
        if (lines.Count == before) Add("");

        void Add(string line) => lines.Add(new(new(node, at, line), read));
    }

    private static bool IsProcess(string text) =>
        text.StartsWith('(') && text.TrimEnd().EndsWith(')') && text.Contains("pid=", StringComparison.Ordinal);

    private static (int Length, long AtMs)? Stamp(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space is < 20 or > 40) return null;

        return DateTimeOffset.TryParse(
            text.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (space + 1, at.ToUnixTimeMilliseconds())
            : null;
    }
}
