using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What docker gives of a container's log.</summary>
/// <param name="Presence">Whether there is such a container.</param>
public sealed record LogLook(Presence Presence)
{
    /// <summary>Its last lines, oldest first, each at the node's time; of a long one the beginning.</summary>
    public IReadOnlyList<LogLine> Lines { get; init; } = [];
}
