namespace SparkControl.Contracts;

/// <summary>An argument that is no option of an image's vLLM, which refuses to start with it.</summary>
/// <param name="Option">The option as it was written, without its value.</param>
/// <param name="Near">
/// What may have been meant: the option that is spelled nearly so, or those of which it is the beginning. None, mostly.
/// </param>
/// <param name="Sentence">The same in words for a person.</param>
public sealed record UnknownOption(string Option, IReadOnlyList<string> Near, string Sentence);
