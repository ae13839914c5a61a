namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>Somebody speaks; times in seconds. Those of two people may overlap.</summary>
public sealed record SpokenTurn(int Voice, double Start, double End)
{
    internal static IReadOnlyList<SpokenTurn> Of(IEnumerable<SpokenWord> words, double pause)
    {
        var turns = new List<SpokenTurn>();
        var last = new Dictionary<int, int>();
        foreach (var word in words)
        {
            if (last.TryGetValue(word.Voice, out var index) && word.Start - turns[index].End < pause)
            {
                turns[index] = turns[index] with { End = Math.Max(turns[index].End, word.End) };
                continue;
            }

            last[word.Voice] = turns.Count;
            turns.Add(new(word.Voice, word.Start, word.End));
        }

        return turns;
    }
}
