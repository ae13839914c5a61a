namespace SparkControl.Simulator;

/// <summary>One `vllm` that was started on a node: its words exactly as they came, and in which container.</summary>
public sealed record Launch(string Container, IReadOnlyList<string> Arguments, DateTimeOffset At);
