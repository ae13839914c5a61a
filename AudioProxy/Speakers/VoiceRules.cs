namespace SparkControl.AudioProxy.Speakers;

/// <summary>When two fingerprints are one voice. Both are cosines, set by the user.</summary>
/// <param name="Threshold">As alike as this they are one voice.</param>
/// <param name="Margin">So much more alike than to anybody else, or it is doubtful.</param>
internal sealed record VoiceRules(double Threshold = 0.45, double Margin = 0.1);
