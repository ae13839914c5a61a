namespace SparkControl.Benchmarks.Measures;

/// <summary>A word that was said or heard; times in seconds.</summary>
/// <param name="Text">As written; case and punctuation do not count.</param>
/// <param name="Start">From the beginning.</param>
/// <param name="End">From the beginning.</param>
/// <param name="Speaker">Whoever says it, by any name.</param>
internal sealed record MeasuredWord(string Text, double Start, double End, string Speaker = "")
{
    public string Bare { get; } = Text.Trim(' ', '.', ',', '!', '?', ';', ':', '"').ToUpperInvariant();
}
