using System.Text.Json.Serialization;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Formats;

/// <summary>A block, or a line of one, as it is told. Times are whole milliseconds of the recording.</summary>
internal sealed record Segment
{
    public required long StartMs { get; init; }

    public required long EndMs { get; init; }

    public required string Speaker { get; init; }

    public required string Text { get; init; }

    /// <summary>Null where they are not told; empty where the server gave no times of words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SegmentWord>? Words { get; init; }

    /// <summary>
    /// It goes on with the one before: the same speaker without a pause, told in lines so that what is said long is
    /// read while it is heard.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Continues { get; init; }

    /// <summary>Lines as the segments that they are of.</summary>
    public static IReadOnlyList<Segment> Joined(IEnumerable<Segment> lines)
    {
        var joined = new List<List<Segment>>();
        foreach (var line in lines)
        {
            if (line.Continues && joined.Count > 0) joined[^1].Add(line);
            else joined.Add([line]);
        }

        return [.. joined.Select(of => of is [var only] ? only with { Continues = false } : Joined(of))];
    }

    private static Segment Joined(List<Segment> lines) => lines[0] with
    {
        EndMs = lines[^1].EndMs,
        Text = string.Join(' ', lines.Select(line => line.Text)),
        Words = [.. lines.SelectMany(line => line.Words ?? [])],
        Continues = false
    };

    public static Segment Of(Block block) => new()
    {
        StartMs = Milliseconds(block.Start),
        EndMs = Milliseconds(block.End),
        Speaker = block.Speaker,
        Text = block.Text,
        Continues = block.Continues,
        Words = [.. block.Words.Select(Word)]
    };

    private static SegmentWord Word(SpokenWord word) =>
        new(word.Text, Milliseconds(word.Start), Milliseconds(word.End));

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}

/// <summary>A word of a segment.</summary>
internal sealed record SegmentWord(string Word, long StartMs, long EndMs);
