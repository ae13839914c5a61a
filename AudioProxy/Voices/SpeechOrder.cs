namespace SparkControl.AudioProxy.Voices;

/// <summary>A text to say, as it is carried out.</summary>
/// <param name="Pieces">The text in pieces that Magpie says whole.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Format">What it becomes.</param>
/// <param name="Speed">1 is as it is spoken.</param>
/// <param name="AsEvents">Whether the answer is a stream of events.</param>
internal sealed record SpeechOrder(
    IReadOnlyList<string> Pieces, MagpieVoice Voice, SpeechFormat Format, double Speed, bool AsEvents);
