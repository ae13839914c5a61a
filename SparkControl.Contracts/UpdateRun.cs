using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>What the driver of an update must find again after a restart.</summary>
public sealed record UpdateRun
{
    /// <summary>What it is done to, as it was set when the update began, whatever is set meanwhile.</summary>
    public required UpdatePlace Place { get; init; }

    /// <summary>The branch to go back to first, because the head was detached; null when it was not.</summary>
    public string? Branch { get; init; }

    /// <summary>The branch that was checked out before; null when the head was detached.</summary>
    public string? FromBranch { get; init; }

    /// <summary>Whether the launcher's own tool can copy an image without building one.</summary>
    public bool CopiesOnly { get; init; }

    /// <summary>What a roll back goes back to.</summary>
    public FormerLauncher? Former { get; init; }

    /// <summary>Images before anything was touched, by node.</summary>
    public IReadOnlyDictionary<string, string?> Images { get; init; } = new Dictionary<string, string?>();

    /// <summary>The launcher's abilities before.</summary>
    public LauncherCapabilities? Abilities { get; init; }

    /// <summary>Remote jobs of the present phase that have ended well.</summary>
    public int JobsDone { get; init; }

    /// <summary>The jobs of the phase are over, well or not: what is there now is looked at.</summary>
    public bool IsOver { get; init; }

    /// <summary>The exit code of the job that ended last; null while none has, and for one that left none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The best explanation so far, should it fail.</summary>
    public JobFailure? Suspect { get; init; }

    /// <summary>What was started is gone, as a user's cancel wants it, or was given up.</summary>
    public bool IsCleared { get; init; }

    /// <summary>A node was silent for too long: what can be seen is looked at once, and that is the end.</summary>
    public bool IsSilent { get; init; }

    /// <summary>A remote job that may be at work still, because its node was silent; null for none.</summary>
    public LeftJob? Left { get; init; }

    /// <summary>The newest commit that the one who asked has seen; null not to compare.</summary>
    public string? Tip { get; init; }

    /// <summary>The hash of the reservation's token that the click brought; null when it brought none.</summary>
    public string? Pass { get; init; }

    /// <summary>What served before the trial, to be loaded again; null for nothing.</summary>
    public StoppedModel? Served { get; init; }

    /// <summary>The trial is over, and what served before it is loaded again.</summary>
    public bool IsRestoring { get; init; }
}

/// <summary>A remote job that nobody has seen the end of.</summary>
/// <param name="Node">Where it was begun.</param>
/// <param name="Job">Its name there.</param>
public sealed record LeftJob(string Node, string Job);

/// <summary>What an update is done to.</summary>
/// <param name="Image">The image's name.</param>
/// <param name="LauncherDir">Where the launcher is on the head.</param>
/// <param name="Machines">Which machine each node was, the head first, by node.</param>
/// <param name="Worker">The worker as the head reaches it, <c>user@address</c>; null for one Spark.</param>
public sealed record UpdatePlace(
    string Image, string LauncherDir, IReadOnlyDictionary<string, NodeAddress> Machines, string? Worker)
{
    /// <summary>The user on the head; null when it is not known.</summary>
    public string? HeadUser { get; init; }

    /// <summary>The node with the launcher.</summary>
    public const string Head = "spark1";

    /// <summary>The nodes, the head first.</summary>
    [JsonIgnore]
    public IEnumerable<string> Nodes => Machines.Keys.Order(StringComparer.Ordinal);
}
