namespace SparkControl.Simulator.Speech;

/// <summary>A word as somebody says it, or as it is heard.</summary>
/// <param name="Voice">Who says it: 0 to <see cref="Tones.Voices"/>, and never the same as a label.</param>
/// <param name="Word">What.</param>
/// <param name="Start">Seconds from the beginning.</param>
/// <param name="End">Seconds from the beginning.</param>
public sealed record SpokenWord(int Voice, string Word, double Start, double End)
{
    /// <summary>Of the usual loudness; of what was heard it says nothing.</summary>
    public double Loudness { get; init; } = 1;
}
