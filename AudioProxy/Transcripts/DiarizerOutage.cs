namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A part of a recording in which the diarizer was gone.</summary>
/// <param name="Start">Where it begins, seconds.</param>
/// <param name="End">Where it ends, seconds.</param>
/// <param name="Reason">What the connection said.</param>
internal readonly record struct DiarizerOutage(double Start, double End, string Reason);
