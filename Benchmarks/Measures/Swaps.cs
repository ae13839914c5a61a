using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Benchmarks.Measures;

/// <summary>
/// Names that mean somebody else from one part of a recording on, and people who have another name from there on.
/// </summary>
internal static partial class Swaps
{
    /// <summary>Those of which no warning tells: none has the minute and one of the names. As sentences.</summary>
    /// <param name="dialogue">What was said.</param>
    /// <param name="transcript">What was made of it.</param>
    /// <param name="seconds">How long a part is.</param>
    public static IReadOnlyList<string> Unwarned(Dialogue dialogue, JsonNode transcript, int seconds)
    {
        var warnings = Said.Warnings(transcript);
        var words = WordAlignment.Of(Said.In(dialogue), Said.In(transcript)).Pairs
            .Where(pair => pair is { Said: not null, Heard: not null })
            .Select(pair =>
                (Voice: pair.Said!.Speaker, Name: pair.Heard!.Speaker, Part: (int)(pair.Said.Start / seconds)))
            .ToList();
        var meant = Changes(words.Select(word => (word.Name, word.Voice, word.Part)))
            .Where(change => !IsTold(change, [change.Of]))
            .Select(change => $"From minute {At(change)} on {change.Of} is {change.Now} and was {change.Before}.");
        var called = Changes(words.Select(word => (word.Voice, word.Name, word.Part)))
            .Where(change => !IsTold(change, [change.Before, change.Now]))
            .Select(change => $"From minute {At(change)} on {change.Of} is called {change.Now}, not {change.Before}.");
        return [.. meant.Concat(called).Select(swap => $"{swap} {string.Join(" ", warnings)}".TrimEnd())];

        int At(Change change) => change.Part * seconds / 60;

        // Windows do not end where parts do: a minute more on either side.
        bool IsTold(Change change, string[] names) => warnings.Any(warning =>
            names.Intersect(warning.Split(' ', '.', ',', ':', ';')).Any()
            && Minutes(warning).Intersect(Enumerable.Range(At(change) - 1, seconds / 60 + 2)).Any());
    }

    // In each part one stands for whom most of its words are.
    private static IEnumerable<Change> Changes(IEnumerable<(string Of, string For, int Part)> words)
    {
        var last = new Dictionary<string, string>();
        foreach (var part in words.GroupBy(word => (word.Of, word.Part)).OrderBy(part => part.Key.Part))
        {
            var now = part.CountBy(word => word.For).MaxBy(count => count.Value).Key;
            if (last.TryGetValue(part.Key.Of, out var before) && before != now)
                yield return new(part.Key.Part, part.Key.Of, before, now);
            last[part.Key.Of] = now;
        }
    }

    private static IEnumerable<int> Minutes(string warning)
    {
        var minutes = Minute().Matches(warning)
            .Select(minute => int.Parse(minute.Value, CultureInfo.InvariantCulture)).ToList();
        return minutes.Count == 0 ? [] : Enumerable.Range(minutes.Min(), minutes.Max() - minutes.Min() + 1);
    }

    [GeneratedRegex(@"(?<=minute |to )\d+")]
    private static partial Regex Minute();

    private sealed record Change(int Part, string Of, string Before, string Now);
}
