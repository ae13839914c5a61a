using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>The words of two windows that overlap, each of them once.</summary>
/// <param name="Earlier">Those before the cut, which go with the turns of the earlier window.</param>
/// <param name="Later">Those behind it, which go with the turns of the later one.</param>
/// <param name="At">Where the cut is, seconds: between two words, and within the overlap.</param>
internal sealed record Seam(IReadOnlyList<SpokenWord> Earlier, IReadOnlyList<SpokenWord> Later, double At);
