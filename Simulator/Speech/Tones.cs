namespace SparkControl.Simulator.Speech;

/// <summary>
/// The language of the pair: each word is a chord of two tones, a low one for who speaks and a high one for what.
/// </summary>
public static class Tones
{
    /// <summary>How many people there are.</summary>
    public const int Voices = 12;

    private const double FirstVoice = 300, VoiceStep = 80, FirstWord = 1500, WordStep = 40;

    /// <summary>All words there are, by their number.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "and", "then", "it", "runs", "back", "to",
        "its", "house", "where", "we", "recorded", "this", "meeting", "about", "plans", "for", "next", "summer", "with",
        "all", "people", "who", "were", "there", "I'm", "sure", "that", "nobody", "knows", "why", "machine", "speaks",
        "so", "well", "today", "but", "yesterday", "was", "different", "because", "somebody", "forgot", "every",
        "number", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "zero", "ready"
    ];

    /// <summary>The low tone of somebody, in hertz.</summary>
    public static double OfVoice(int voice) => FirstVoice + voice * VoiceStep;

    /// <summary>The high tone of a word, in hertz.</summary>
    public static double OfWord(int word) => FirstWord + word * WordStep;

    /// <summary>The number of a word, whatever its case and punctuation; an unknown one gets some number.</summary>
    public static int NumberOf(string word)
    {
        var bare = word.Trim(' ', '.', ',', '!', '?', ';', ':', '"');
        for (var number = 0; number < Words.Count; number++)
        {
            if (Words[number].Equals(bare, StringComparison.OrdinalIgnoreCase)) return number;
        }

        return bare.Aggregate(7, (sum, letter) => (sum * 31 + char.ToLowerInvariant(letter)) & 0xFFFF) % Words.Count;
    }
}
