using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What is to be looked at on a node.</summary>
/// <param name="Container">The container's exact name.</param>
/// <param name="Port">vLLM's port.</param>
/// <param name="Image">The image that the launcher runs.</param>
public sealed record NodeQuery(string Container, int Port, string Image)
{
    /// <summary>The model whose weights to look for: <c>ORG/NAME</c>, or an absolute path; null for none.</summary>
    public string? Weights { get; init; }
}

/// <summary>One look at a node: all that a swap decides on. What could not be learnt is null or says so.</summary>
public sealed record NodeObservation
{
    public required string Node { get; init; }

    /// <summary>How the look itself went; unless it completed, nothing below is known.</summary>
    public required ShellOutcome Outcome { get; init; }

    /// <summary>Why the node could not be asked, as a sentence.</summary>
    public string? Reason { get; init; }

    public ContainerLook Container { get; init; } = ContainerLook.Unknown("The node was not asked.");

    /// <summary>The processes in the container, as command lines; null when they could not be listed.</summary>
    public IReadOnlyList<string>? Processes { get; init; }

    /// <summary>Whether one of them is vLLM.</summary>
    public bool? VllmRuns { get; init; }

    /// <summary>
    /// Other containers of the same image that run, by name: each is a vLLM that this panel has not started; what it has
    /// started to ask the image is not among them. Null when not asked, which is without
    /// <see cref="NodeQuery.Weights"/>, or not known.
    /// </summary>
    public IReadOnlyList<string>? Others { get; init; }

    public PortLook Port { get; init; } = new(null, null);
    public long? MemAvailableBytes { get; init; }
    public long? MemFreeBytes { get; init; }
    public long? MemTotalBytes { get; init; }
    public ImageFact Image { get; init; } = new(false, null);

    /// <summary>The weights asked for; null when not asked or not known. None there: 0 bytes, not complete.</summary>
    public WeightsOnDisk? Weights { get; init; }

    /// <summary>Free space where weights go.</summary>
    public long? FreeBytes { get; init; }

    public string? Hostname { get; init; }

    /// <summary>Nothing of a model is left: no container of that name. Null when that is not known.</summary>
    public bool? IsEmpty => Container.Presence switch { Presence.Absent => true, Presence.Present => false, _ => null };
}

/// <summary>Whether something is there: a node that cannot be asked has not said no.</summary>
public enum Presence { Unknown, Absent, Present }

/// <summary>A container as docker has it.</summary>
public sealed record ContainerFacts(string Id, string ImageId, bool Running, string Status, DateTimeOffset? StartedAt);

/// <summary>What docker says about a container's name.</summary>
/// <param name="Presence">Whether there is one.</param>
/// <param name="Facts">Set when there is.</param>
/// <param name="Reason">Set when it is not known, as a sentence.</param>
public sealed record ContainerLook(Presence Presence, ContainerFacts? Facts, string? Reason)
{
    public static ContainerLook Absent { get; } = new(Presence.Absent, null, null);

    public static ContainerLook Unknown(string reason) => new(Presence.Unknown, null, reason);
}

/// <summary>Who listens on a port.</summary>
/// <param name="Taken">Null when it could not be looked at.</param>
/// <param name="Process">Its name and id, where our user may see them.</param>
public sealed record PortLook(bool? Taken, string? Process);
