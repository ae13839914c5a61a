using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What one window leaves to the next: enough to name its speakers, as JSON too. Immutable.</summary>
internal sealed record SpeakerMemory
{
    /// <summary>As before the first window.</summary>
    public static SpeakerMemory Empty { get; } = new();

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<KnownSpeaker> Known { get; init; } = [];

    /// <summary>
    /// The last turns of the window before, by name and in seconds of the recording: the next one hears them too.
    /// </summary>
    public IReadOnlyList<Turn> Overlap { get; init; } = [];

    /// <summary>
    /// The names in it whose voice may be somebody else's: that the same voice goes on makes them no more certain.
    /// </summary>
    public IReadOnlyList<string> Contested { get; init; } = [];

    /// <summary>Whether it was said already that a fifth voice could not be told apart.</summary>
    public bool FourHeard { get; init; }
}
