using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>One thing that a set-up test looked at.</summary>
/// <param name="Name">Stable word for programs, snake_case.</param>
/// <param name="Passed">Null when it could not be learnt.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
/// <param name="Command">A command for the owner to run, if that is the remedy.</param>
public sealed record SshCheck(
    string Name, bool? Passed, string Sentence, string? Remedy = null, string? Command = null);

/// <summary>A node as a set-up test found it.</summary>
public sealed record SshTest
{
    public required string Node { get; init; }

    /// <summary>In the order in which they build on each other.</summary>
    public required IReadOnlyList<SshCheck> Checks { get; init; }

    /// <summary>
    /// The host key that the node showed, to be confirmed by the user; null when it came not so far, or for this
    /// machine.
    /// </summary>
    public HostKey? Offered { get; init; }

    public string? User { get; init; }
    public string? Hostname { get; init; }
    public string? Architecture { get; init; }
    public TimeSpan? Uptime { get; init; }

    /// <summary>The launcher and the image as this node has them.</summary>
    public LauncherState Launcher { get; init; } = new();
}
