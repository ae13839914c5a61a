namespace SparkControl.ControlApi.Files;

/// <summary>A file is there and cannot be used. The message is a sentence for its owner.</summary>
/// <param name="line">The line at fault, from 1; null when there is none.</param>
/// <param name="problem">What is wrong with it.</param>
internal sealed class BadFileException(int? line, string problem) : Exception(problem)
{
    public int? Line { get; } = line;
}
