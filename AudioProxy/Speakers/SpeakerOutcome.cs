using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What came of a window, as it is stored: who takes the recording up again asks nobody about it.</summary>
internal sealed record SpeakerOutcome
{
    /// <summary>
    /// By final names, in order and in seconds of the recording, without the prefix. The overlap is in those of both
    /// windows.
    /// </summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>What the next window needs.</summary>
    public required SpeakerMemory Memory { get; init; }

    /// <summary>Whole sentences that name the minute.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
