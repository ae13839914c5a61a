using System.Text.Json;

namespace SparkControl.AudioProxy.Speech;

/// <summary>A word or a piece of one as a server timed it.</summary>
/// <param name="Text">A space before it, where there is one, says that a word begins.</param>
/// <param name="Start">Seconds; null when the server does not say.</param>
/// <param name="End">Seconds; null when the server does not say.</param>
internal readonly record struct TimedToken(string Text, double? Start, double? End)
{
    /// <summary>What the tokenizers of SentencePiece write for a space.</summary>
    private const char Underline = '\u2581';

    /// <summary>What it says, without what is around it.</summary>
    public string Word => string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public bool BeginsWithSpace => Text.Length > 0 && char.IsWhiteSpace(Text[0]);

    public static IReadOnlyList<TimedToken> Read(IEnumerable<JsonElement> words) =>
    [
        .. words.Select(word => new TimedToken(
            (AnswerFields.Text(word, "word", "text", "token") ?? "").Replace(Underline, ' '),
            AnswerFields.Seconds(word, "start"),
            AnswerFields.Seconds(word, "end")))
    ];
}
