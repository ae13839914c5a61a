using System.Text.Json;
using SparkControl.AudioProxy.Merging;

namespace SparkControl.AudioProxy.Speech;

/// <summary>
/// Reads what Parakeet's servers answer to POST /v1/audio/transcriptions. They agree on little: words at the top, in
/// segments or nowhere; whole, with a space before them or in pieces; text alone. Pure.
/// </summary>
internal static class TranscriptReader
{
    /// <returns>Null when it is no transcript.</returns>
    public static HeardText? Read(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.String) return new() { Text = Line(answer.GetString()!) };
        if (!AnswerFields.Has(answer, "text") && !AnswerFields.Has(answer, "segments")
            && !AnswerFields.Has(answer, "words")) return null;

        List<JsonElement> segments = [.. AnswerFields.Items(answer, "segments")];
        var text = Line(AnswerFields.Text(answer, "text") ?? string.Join(' ', segments.Select(TextOf)));
        var words = TokenJoin.Words(TimedToken.Read(AnswerFields.Items(answer, "words")), text);
        var isEstimated = words.Count == 0
            && segments.Any(segment => Heard(segment).Count == 0 && TextOf(segment).Length > 0);
        if (words.Count == 0) words = InSegments(segments);
        return new()
        {
            Text = text.Length > 0 ? text : WordJoin.Text(words),
            Words = WordOrder.Mended(words),
            IsEstimated = isEstimated && words.Count > 0,
            Language = AnswerFields.Text(answer, "language") is { Length: > 0 } named and not "auto" ? named : null,
            Duration = AnswerFields.Seconds(answer, "duration")
        };
    }

    // Where one segment has a text and no times, none of the answer can be laid out in time without losing that text.
    private static List<SpokenWord> InSegments(List<JsonElement> segments)
    {
        var words = new List<SpokenWord>();
        foreach (var segment in segments)
        {
            var heard = Heard(segment);
            if (heard.Count > 0) words.AddRange(heard);
            else if (TextOf(segment) is not { Length: > 0 } text) continue;
            else if (Time(segment) is ({ } start, { } end))
                words.AddRange(WordSpread.Over(text, start, Math.Max(start, end)));
            else return [];
        }

        return words;
    }

    private static IReadOnlyList<SpokenWord> Heard(JsonElement segment) =>
        TokenJoin.Words(TimedToken.Read(AnswerFields.Items(segment, "words")), TextOf(segment));

    private static (double? Start, double? End) Time(JsonElement segment) =>
        (AnswerFields.Seconds(segment, "start"), AnswerFields.Seconds(segment, "end"));

    // NeMo itself calls it "segment".
    private static string TextOf(JsonElement segment) => Line(AnswerFields.Text(segment, "text", "segment") ?? "");

    // An empty line would end a subtitle.
    private static string Line(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
