namespace SparkControl.AudioProxy.Speech;

/// <summary>Somebody speaks.</summary>
/// <param name="Speaker">The label of one answer, or a name that holds for the whole recording.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds, after the start.</param>
internal sealed record Turn(string Speaker, double Start, double End);
