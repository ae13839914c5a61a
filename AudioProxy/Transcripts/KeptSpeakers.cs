using SparkControl.AudioProxy.Speakers;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Who spoke in a window, as it is kept.</summary>
/// <param name="Outcome">By final names.</param>
/// <param name="Model">What the server calls its model; null when it does not say.</param>
internal sealed record KeptSpeakers(SpeakerOutcome Outcome, string? Model);
