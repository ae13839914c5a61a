using System.Text.RegularExpressions;

namespace SparkControl.AudioProxy.Voices;

/// <summary>
/// Cuts a text into what Magpie says whole: one request gives 20 s of speech at most, and what is over is lost
/// (docs.nvidia.com/nim/speech, Troubleshooting TTS).
/// </summary>
internal static partial class SpokenText
{
    /// <summary>Letters that even a slow voice says in that time.</summary>
    public const int Longest = 200;

    // From here on a sign is a syllable or a word of its own.
    private const char FirstIdeograph = '\u2e80';

    /// <summary>Pieces that end with a sentence where they can, else with a part of one, else with a word.</summary>
    public static IReadOnlyList<string> Pieces(string text)
    {
        List<string> pieces = [];
        foreach (var part in Parts(text.Trim()))
        {
            var joined = pieces.Count > 0 ? $"{pieces[^1]} {part}" : part;
            if (pieces.Count > 0 && Length(joined) <= Longest) pieces[^1] = joined;
            else pieces.Add(part);
        }

        return pieces;
    }

    private static IEnumerable<string> Parts(string text) =>
        from sentence in Split(text, SentenceEnd())
        from part in Length(sentence) <= Longest ? [sentence] : Split(sentence, PartEnd())
        from words in Length(part) <= Longest ? [part] : Split(part, WordEnd())
        from piece in Length(words) <= Longest
            ? [words]
            : words.Chunk(Longest / 3).Select(letters => new string(letters))
        select piece;

    private static IEnumerable<string> Split(string text, Regex ends) =>
        ends.Split(text).Select(part => part.Trim()).Where(part => part.Length > 0);

    private static int Length(string text) => text.Sum(letter => letter >= FirstIdeograph ? 3 : 1);

    [GeneratedRegex(@"(?<=[.!?…][""'”’»)\]]*)\s+|(?<=[。！？])|\n+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<=[,;:–—])\s+|(?<=[，、；：])")]
    private static partial Regex PartEnd();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WordEnd();
}
