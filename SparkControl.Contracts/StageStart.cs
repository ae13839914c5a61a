namespace SparkControl.Contracts;

/// <summary>The beginning of a phase, or of a step of the loading phase.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Step">The step of it, if it has any.</param>
/// <param name="At">When it began.</param>
/// <param name="Line">The number of the log line that made it begin; null when no line did.</param>
public sealed record StageStart(SwapPhase Phase, LoadStep? Step, DateTimeOffset At, long? Line = null);
