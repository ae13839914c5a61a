namespace SparkControl.Contracts;

/// <summary>Why a swap failed, for a person.</summary>
public sealed record SwapFailure
{
    /// <summary>Stable word for programs, snake_case, for example <c>kv_cache_too_small</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence that says what happened.</summary>
    public required string Title { get; init; }

    /// <summary>What it means, or more of the figures.</summary>
    public string? Detail { get; init; }

    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>The node at fault; null when it is not one alone.</summary>
    public string? Node { get; init; }

    /// <summary>The line of the log that proves it; null when none does.</summary>
    public long? ProofLine { get; init; }

    /// <summary>That line and its neighbours.</summary>
    public IReadOnlyList<ProofText> Proof { get; init; } = [];

    /// <summary>The stage in which it failed.</summary>
    public SwapPhase Phase { get; init; }

    public LoadStep? Step { get; init; }
}

/// <summary>A line that proves a failure.</summary>
public sealed record ProofText(long Line, string Node, string Text, bool Decides);
