using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>What one speaker says without a long pause.</summary>
internal sealed record Block
{
    public required string Speaker { get; init; }

    /// <summary>Seconds from the beginning of the recording.</summary>
    public required double Start { get; init; }

    /// <summary>Seconds, never before the start.</summary>
    public required double End { get; init; }

    public required string Text { get; init; }

    /// <summary>Empty where the server gave no times of words.</summary>
    public IReadOnlyList<SpokenWord> Words { get; init; } = [];

    /// <summary>It is a part of the one before, which was too long to be told at once.</summary>
    public bool Continues { get; init; }

    public static Block Of(string speaker, IReadOnlyList<SpokenWord> words) => new()
    {
        Speaker = speaker,
        Start = words[0].Start,
        End = words[^1].End,
        Text = WordJoin.Text(words),
        Words = words
    };
}
