using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>A transcript as verbose JSON, in the style of one server or another. Pure.</summary>
internal static class TranscriptAnswer
{
    private const int Piece = 3;

    public static JsonObject Verbose(Transcript transcript, double seconds, bool wantsWords, AnswerStyle style)
    {
        var answer = new JsonObject { ["task"] = "transcribe", ["language"] = style.Language };
        if (style.HasDuration) answer["duration"] = Math.Round(seconds, 2);
        answer["text"] = transcript.Text;
        if (transcript.Sentences.Count > 0 || style.KeepsEmptySegments)
            answer["segments"] = new JsonArray([.. transcript.Sentences.Select(
                (sentence, index) => Segment(sentence, index, wantsWords, style))]);
        if (wantsWords && style.Words == WordPlace.TopLevel)
            answer["words"] = Words(transcript.Sentences.SelectMany(sentence => sentence.Words), style);
        return answer;
    }

    private static JsonObject Segment(Sentence sentence, int index, bool wantsWords, AnswerStyle style)
    {
        var segment = new JsonObject
        {
            ["id"] = index,
            ["start"] = sentence.Start,
            ["end"] = sentence.End,
            [style.TextKey] = (style.Tokens == TokenForm.Plain ? "" : " ") + sentence.Text
        };
        if (wantsWords && style.Words == WordPlace.InSegments) segment["words"] = Words(sentence.Words, style);
        return segment;
    }

    private static JsonArray Words(IEnumerable<SpokenWord> words, AnswerStyle style) => new([.. words
        .SelectMany(word => Tokens(word, style.Tokens))
        .Select(token => new JsonObject
        {
            [style.WordKey] = token.Word,
            ["start"] = Math.Round(token.Start, 3),
            ["end"] = Math.Round(token.End, 3)
        })]);

    private static IEnumerable<SpokenWord> Tokens(SpokenWord word, TokenForm form) => form switch
    {
        TokenForm.Plain => [word],
        TokenForm.LeadingSpace => [word with { Word = " " + word.Word }],
        _ => Pieces(word)
    };

    private static IEnumerable<SpokenWord> Pieces(SpokenWord word)
    {
        var pieces = word.Word.Chunk(Piece).Select(letters => new string(letters)).ToList();
        var each = (word.End - word.Start) / pieces.Count;
        return pieces.Select((piece, index) => new SpokenWord(
            word.Voice, (index == 0 ? " " : "") + piece, word.Start + index * each, word.Start + (index + 1) * each));
    }
}
