namespace SparkControl.Contracts;

/// <summary>A file of the user's that could not be read.</summary>
/// <param name="File">Its name in the data directory.</param>
/// <param name="Line">The line at fault, from 1; null when there is none.</param>
/// <param name="Problem">What is wrong with it, as a sentence.</param>
/// <param name="Since">From when the values in force are.</param>
public sealed record FileProblem(string File, int? Line, string Problem, DateTimeOffset Since);
