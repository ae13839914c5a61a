namespace SparkControl.Contracts;

/// <summary>One node's part in a swap.</summary>
public sealed record NodeProgress
{
    /// <summary><c>spark1</c> or <c>spark2</c>.</summary>
    public required string Node { get; init; }

    /// <summary>What of the present stage is done, 0 to 1; null when it cannot be told.</summary>
    public double? Part { get; init; }

    /// <summary>Units done, for example shards.</summary>
    public int? Done { get; init; }

    public int? Total { get; init; }

    /// <summary><c>shards</c>, <c>files</c> or <c>graphs</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// What is left on the node once the swap has ended; null where it has ended before anything was touched.
    /// </summary>
    public NodeRemains? Remains { get; init; }

    /// <summary>MemAvailable when last read, in bytes.</summary>
    public long? AvailableBytes { get; init; }
}
