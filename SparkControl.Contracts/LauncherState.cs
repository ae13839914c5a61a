namespace SparkControl.Contracts;

/// <summary>What the launcher on the head is and can do, read from its text.</summary>
public sealed record LauncherState
{
    /// <summary>Null when the head could not be asked.</summary>
    public bool? Present { get; init; }

    /// <summary>The commit of its repository, short.</summary>
    public string? Commit { get; init; }

    /// <summary>The machine it was read from; null when an older version has read it.</summary>
    public string? Host { get; init; }

    /// <summary>The directory that it was read from.</summary>
    public string? Directory { get; init; }

    public LauncherCapabilities Capabilities { get; init; } = new();

    /// <summary>CONTAINER_NAME of the <c>.env</c> that the launcher reads; null when it says none.</summary>
    public string? DotEnvContainer { get; init; }

    /// <summary>
    /// CLUSTER_NODES of the <c>.env</c> that the launcher reads, with commas between; null when it says none.
    /// </summary>
    public string? DotEnvNodes { get; init; }

    /// <summary>The image's name as it was looked for; null when an older version has looked.</summary>
    public string? Image { get; init; }

    /// <summary>The image's id on each node, by node; null where it is missing, absent where unknown.</summary>
    public IReadOnlyDictionary<string, string?> Images { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Whether it is what these settings name: what was on one machine says nothing of the next in its place.
    /// </summary>
    public bool IsOf(EffectiveSettings settings) =>
        Host is null || (Host == settings.Spark1?.Host && Directory == settings.LauncherDir);

    /// <summary>
    /// The id of the image on the head that these settings name; null where it is missing or not known of that machine.
    /// </summary>
    public string? HeadImage(EffectiveSettings settings) =>
        ImagesOf(settings).GetValueOrDefault(UpdatePlace.Head);

    /// <summary>
    /// The ids of the image that these settings name, by node; empty where another was looked for, or elsewhere.
    /// </summary>
    public IReadOnlyDictionary<string, string?> ImagesOf(EffectiveSettings settings) =>
        IsOf(settings) && (Image ?? settings.VllmImage) == settings.VllmImage
            ? Images
            : new Dictionary<string, string?>();
}

/// <summary>Abilities of launch-cluster.sh, each found by its own text: dates and eras blur.</summary>
public sealed record LauncherCapabilities
{
    /// <summary><c>--solo</c>: one node without discovery.</summary>
    public bool Solo { get; init; }

    /// <summary><c>-d</c> before <c>exec</c> dispatches and returns.</summary>
    public bool DetachedExec { get; init; }

    /// <summary>
    /// The words after <c>exec</c> reach vLLM as they are; without it they are read again by a shell.
    /// </summary>
    public bool QuotesExec { get; init; }

    /// <summary>A detached command's output is in the container's log.</summary>
    public bool LogsToContainer { get; init; }

    /// <summary>Two nodes run without Ray unless <c>--ray</c> is given.</summary>
    public bool NoRayDefault { get; init; }

    /// <summary>Images of both nodes are compared before a launch.</summary>
    public bool ChecksImages { get; init; }

    /// <summary><c>-e NAME=value</c>.</summary>
    public bool Env { get; init; }

    /// <summary><c>--apply-mod</c>.</summary>
    public bool Mods { get; init; }

    /// <summary><c>-n</c>, the nodes by address.</summary>
    public bool Nodes { get; init; }

    /// <summary>It reads a <c>.env</c> beside it.</summary>
    public bool DotEnv { get; init; }
}
