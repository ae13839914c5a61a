using SparkControl.AudioProxy.Merging;

namespace SparkControl.AudioProxy.Speech;

/// <summary>Makes words of what servers call words, which may be pieces of them. Pure.</summary>
internal static class TokenJoin
{
    /// <param name="tokens">In order.</param>
    /// <param name="text">What they say together, as the server wrote it; may be empty.</param>
    /// <returns>None when no token has a time.</returns>
    public static IReadOnlyList<SpokenWord> Words(IReadOnlyList<TimedToken> tokens, string text)
    {
        if (!tokens.Any(token => (token.Start ?? token.End) is not null)) return [];

        var begins = BySpaces(tokens) ?? ByText(tokens, text);
        var words = new List<SpokenWord>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, word) = (tokens[i], tokens[i].Word);
            if (word.Length == 0) continue;

            var start = token.Start ?? (words is [.., var before] ? before.End : token.End ?? 0);
            var end = Math.Max(start, token.End ?? start);
            if (words is [.., var last] && (begins?[i] == false || WordJoin.IsClosing(word)))
                words[^1] = last with { Text = last.Text + word, End = Math.Max(last.End, end) };
            else
                words.Add(new(word, start, end));
        }

        return words;
    }

    // Null where no token but the first has a space before it: then spaces say nothing.
    private static bool[]? BySpaces(IReadOnlyList<TimedToken> tokens)
    {
        if (!tokens.Skip(1).Any(token => token.BeginsWithSpace)) return null;

        var begins = new bool[tokens.Count];
        var isAfterSpace = true;
        for (var i = 0; i < tokens.Count; i++)
        {
            begins[i] = isAfterSpace || tokens[i].BeginsWithSpace;
            isAfterSpace = string.IsNullOrWhiteSpace(tokens[i].Text) || char.IsWhiteSpace(tokens[i].Text[^1]);
        }

        return begins;
    }

    // Null where the text is not what they say together.
    private static bool[]? ByText(IReadOnlyList<TimedToken> tokens, string text)
    {
        var begins = new bool[tokens.Count];
        var at = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var from = at;
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (!text.AsSpan(at).StartsWith(tokens[i].Word, StringComparison.Ordinal)) return null;

            begins[i] = i == 0 || at > from;
            at += tokens[i].Word.Length;
        }

        return begins;
    }
}
