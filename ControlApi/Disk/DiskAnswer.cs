using SparkControl.Contracts;

namespace SparkControl.ControlApi.Disk;

/// <summary>What is on the Sparks' disks.</summary>
/// <param name="Nodes">Each that was looked at, by name.</param>
/// <param name="Weights">
/// All that is in the Hub's cache or that a model of the catalog names, the largest first.
/// </param>
public sealed record DiskAnswer(IReadOnlyDictionary<string, DiskNode> Nodes, IReadOnlyList<DiskWeights> Weights);

/// <summary>One disk.</summary>
/// <param name="FreeBytes">What is free where weights go; null when not known.</param>
/// <param name="At">When that was read.</param>
public sealed record DiskNode(long? FreeBytes, DateTimeOffset At);

/// <summary>Weights.</summary>
public sealed record DiskWeights
{
    /// <summary>The repository, or the path of a directory.</summary>
    public required string Weights { get; init; }

    /// <summary>Keys of the models of the catalog that they are of.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Where they are, by node.</summary>
    public required IReadOnlyDictionary<string, WeightsOnDisk> Nodes { get; init; }

    /// <summary>Whether vLLM serves them now; null when unknown.</summary>
    public bool? Loaded { get; init; }

    /// <summary>When they were last loaded well; null when that is not among what is remembered.</summary>
    public DateTimeOffset? LastLoadedAt { get; init; }

    /// <summary>What a deletion would free on all nodes; 0 for what cannot be deleted here.</summary>
    public required long FreeableBytes { get; init; }
}
