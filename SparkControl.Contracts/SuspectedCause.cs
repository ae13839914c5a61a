namespace SparkControl.Contracts;

/// <summary>A line that would explain a failure.</summary>
/// <param name="Rank">The lower, the nearer to the root.</param>
/// <param name="Fatal">Nothing can come of the load after it.</param>
/// <param name="At">When it was read.</param>
/// <param name="Failure">What it means.</param>
public sealed record SuspectedCause(int Rank, bool Fatal, DateTimeOffset At, SwapFailure Failure)
{
    /// <summary>The node for which the last line spoke after which nothing can come of it.</summary>
    public string? FatalOn { get; init; }

    /// <summary>The number of that line.</summary>
    public long FatalLine { get; init; }
}
