namespace SparkControl.Contracts;

/// <summary>Weights are being deleted from every node, or were.</summary>
public sealed record DeletionState : JobState
{
    /// <summary>The repository.</summary>
    public required string Weights { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Only parts of files go, and what is whole stays.</summary>
    public bool PartsOnly { get; init; }

    /// <summary>Which machine each node was when it was asked for, by node.</summary>
    public IReadOnlyDictionary<string, NodeAddress> Machines { get; init; } = new Dictionary<string, NodeAddress>();

    /// <summary>What came of it, by node; a node that is not in it has its turn yet.</summary>
    public IReadOnlyDictionary<string, NodeDeletion> Nodes { get; init; } = new Dictionary<string, NodeDeletion>();

    public JobFailure? Failure { get; init; }
}

/// <summary>What came of a deletion on one node.</summary>
/// <param name="FreedBytes">Bytes of its disk that were taken and are not any more; null when not known.</param>
/// <param name="Problem">Why they may be there still, as a sentence; null when they are gone.</param>
public sealed record NodeDeletion(long? FreedBytes, string? Problem);
