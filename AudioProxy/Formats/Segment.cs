using System.Text.Json.Serialization;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Formats;

/// <summary>A block as it is told. Times are whole milliseconds of the recording.</summary>
internal sealed record Segment
{
    public required long StartMs { get; init; }

    public required long EndMs { get; init; }

    public required string Speaker { get; init; }

    public required string Text { get; init; }

    /// <summary>Null where they are not told; empty where the server gave no times of words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SegmentWord>? Words { get; init; }

    public static Segment Of(Block block) => new()
    {
        StartMs = Milliseconds(block.Start),
        EndMs = Milliseconds(block.End),
        Speaker = block.Speaker,
        Text = block.Text,
        Words = [.. block.Words.Select(Word)]
    };

    private static SegmentWord Word(SpokenWord word) =>
        new(word.Text, Milliseconds(word.Start), Milliseconds(word.End));

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}

/// <summary>A word of a segment.</summary>
internal sealed record SegmentWord(string Word, long StartMs, long EndMs);
