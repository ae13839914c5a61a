namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>
/// People who talk as people do: short answers and long speeches, pauses between sentences, one mostly to the one who
/// spoke before. The same for the same seed.
/// </summary>
public sealed record Conversation
{
    /// <summary>How long it is.</summary>
    public required double Seconds { get; init; }

    /// <summary>Who takes part, each of <see cref="Tones.Voices"/>; they speak up in this order.</summary>
    public IReadOnlyList<int> Voices { get; init; } = [1, 4, 7];

    /// <summary>How many of all turns begin while another one speaks: 0 to 1. In meetings about 0.1.</summary>
    public double Overlaps { get; init; }

    /// <summary>How often in an hour nobody says anything for long.</summary>
    public double SilencesPerHour { get; init; }

    /// <summary>How long at most, in seconds; at least a third of it.</summary>
    public double LongestSilence { get; init; } = 30;

    /// <summary>Which of all such conversations.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>As a recording of its own.</summary>
    public Dialogue Record() => new(Words(0), Seconds) { Seed = Seed };

    /// <summary>What is said, in the order in which words begin.</summary>
    /// <param name="start">When it begins, in seconds.</param>
    internal IEnumerable<SpokenWord> Words(double start)
    {
        var pending = new PriorityQueue<SpokenWord, double>();
        foreach (var turn in new TurnTaking(this).Turns())
        {
            // No later turn begins before this one.
            while (pending.TryPeek(out _, out var first) && first <= turn[0].Start)
                yield return Shift(pending.Dequeue());
            foreach (var word in turn) pending.Enqueue(word, word.Start);
        }

        while (pending.Count > 0) yield return Shift(pending.Dequeue());

        SpokenWord Shift(SpokenWord word) => word with { Start = start + word.Start, End = start + word.End };
    }
}
