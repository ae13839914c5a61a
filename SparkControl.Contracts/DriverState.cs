namespace SparkControl.Contracts;

/// <summary>Who drives the cluster.</summary>
public sealed record DriverState
{
    /// <summary>The instance that holds the cluster lease.</summary>
    public required string Instance { get; init; }

    /// <summary>
    /// The number of its turn, which it leaves on the nodes: the next holder's is greater, also where no node answers.
    /// </summary>
    public long Epoch { get; init; }

    /// <summary>Another panel's id found on the nodes: this one only watches until a user takes over.</summary>
    public string? AnotherPanel { get; init; }

    /// <summary>Nodes as the driver's own connections see them, by name.</summary>
    public IReadOnlyDictionary<string, NodeLink> Links { get; init; } = new Dictionary<string, NodeLink>();
}

/// <summary>A connection to a node.</summary>
/// <param name="State">How it answers.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it is not up, as a sentence; null when it is.</param>
/// <param name="LatencyMs">How long the last command took to begin, in ms.</param>
public sealed record NodeLink(
    NodeState State, DateTimeOffset? Since = null, string? Reason = null, double? LatencyMs = null);
