namespace SparkControl.ControlApi.Files;

/// <summary>One value of a readable file that cannot be used.</summary>
/// <param name="Line">Its line, from 1; null when there is none.</param>
/// <param name="Sentence">What is wrong with it.</param>
internal sealed record FileFlaw(int? Line, string Sentence);
