using System.Text.Json.Nodes;
using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Benchmarks.Measures;

/// <summary>What was said, and what a transcript makes of it, to be compared.</summary>
internal static class Said
{
    public static IReadOnlyList<MeasuredWord> In(Dialogue dialogue) =>
        [.. dialogue.Words.Select(word => new MeasuredWord(word.Word, word.Start, word.End, $"voice {word.Voice}"))];

    public static IReadOnlyList<MeasuredWord> In(JsonNode transcript) =>
    [
        .. transcript["segments"]!.AsArray().SelectMany(segment => segment!["words"]!.AsArray().Select(word =>
            new MeasuredWord(
                (string)word!["word"]!, (double)word["start_ms"]! / 1000, (double)word["end_ms"]! / 1000,
                (string)segment["speaker"]!)))
    ];

    public static IReadOnlyList<MeasuredTurn> Turns(Dialogue dialogue) =>
        [.. dialogue.Turns().Select(turn => new MeasuredTurn($"voice {turn.Voice}", turn.Start, turn.End))];

    public static IReadOnlyList<MeasuredTurn> Turns(JsonNode transcript) =>
    [
        .. transcript["segments"]!.AsArray().Select(segment => new MeasuredTurn(
            (string)segment!["speaker"]!, (double)segment["start_ms"]! / 1000, (double)segment["end_ms"]! / 1000))
    ];

    /// <summary>Warnings, to be shown where there should be none.</summary>
    public static IReadOnlyList<string> Warnings(JsonNode transcript) =>
        [.. transcript["warnings"]!.AsArray().Select(warning => (string)warning!)];
}
