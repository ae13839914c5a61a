namespace SparkControl.Contracts;

/// <summary>What is on the nodes' disks. A node that could not be asked is not in <see cref="Nodes"/>.</summary>
/// <param name="Nodes">By the node's name.</param>
public sealed record DiskState(IReadOnlyDictionary<string, NodeDisk> Nodes);

/// <summary>One node's disk.</summary>
/// <param name="At">When it was read.</param>
/// <param name="FreeBytes">Free space of the file system that holds the weights.</param>
/// <param name="Weights">By repository or path.</param>
public sealed record NodeDisk(DateTimeOffset At, long? FreeBytes, IReadOnlyDictionary<string, WeightsOnDisk> Weights)
{
    /// <summary>The machine it was read from: what was on one says nothing of the next that takes its place.</summary>
    public string? Host { get; init; }
}

/// <summary>The weights of one model on one node.</summary>
/// <param name="Bytes">Bytes there, finished and unfinished.</param>
/// <param name="Complete">Whether nothing is unfinished and every link of the snapshot resolves.</param>
public sealed record WeightsOnDisk(long Bytes, bool Complete)
{
    /// <summary>Bytes of the disk that unfinished files take; null where that was not looked at.</summary>
    public long? PartBytes { get; init; }
}
