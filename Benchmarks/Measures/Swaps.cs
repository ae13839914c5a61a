using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Benchmarks.Measures;

/// <summary>Names that mean somebody else from one part of a recording on.</summary>
internal static partial class Swaps
{
    /// <summary>Those of which no warning names the minute, as sentences.</summary>
    /// <param name="dialogue">What was said.</param>
    /// <param name="transcript">What was made of it.</param>
    /// <param name="seconds">How long a part is.</param>
    public static IReadOnlyList<string> Unwarned(Dialogue dialogue, JsonNode transcript, int seconds)
    {
        var warned = Said.Warnings(transcript).SelectMany(Minutes).ToHashSet();
        var heard = WordAlignment.Of(Said.In(dialogue), Said.In(transcript)).Pairs
            .Where(pair => pair is { Said: not null, Heard: not null })
            .GroupBy(pair => (Name: pair.Heard!.Speaker, Part: (int)(pair.Said!.Start / seconds)))
            .OrderBy(part => part.Key.Part)
            .Select(part => (part.Key.Name, part.Key.Part,
                Voice: part.CountBy(pair => pair.Said!.Speaker).MaxBy(voice => voice.Value).Key));
        var (meant, swaps) = (new Dictionary<string, string>(), new List<string>());
        foreach (var (name, part, voice) in heard)
        {
            var minute = part * seconds / 60;
            var isTold = Enumerable.Range(minute - 1, seconds / 60 + 2).Any(warned.Contains);
            if (meant.TryGetValue(name, out var before) && before != voice && !isTold)
            {
                swaps.Add($"From minute {minute} on {name} is {voice} and was {before}. "
                    + string.Join(" ", Said.Warnings(transcript)));
            }

            meant[name] = voice;
        }

        return swaps;
    }

    private static IEnumerable<int> Minutes(string warning)
    {
        var minutes = Minute().Matches(warning)
            .Select(minute => int.Parse(minute.Value, CultureInfo.InvariantCulture)).ToList();
        return minutes.Count == 0 ? [] : Enumerable.Range(minutes.Min(), minutes.Max() - minutes.Min() + 1);
    }

    [GeneratedRegex(@"(?<=minute |to )\d+")]
    private static partial Regex Minute();
}
