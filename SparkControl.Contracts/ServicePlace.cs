namespace SparkControl.Contracts;

/// <summary>A service that is watched: where it is, and how patient its watch is.</summary>
public sealed record ServicePlace
{
    /// <summary><c>vllm</c>, <c>parakeet</c>, <c>magpie</c>, or the name of a custom service.</summary>
    public required string Name { get; init; }

    public required ServiceKind Kind { get; init; }

    /// <summary>The host it answers on; null until it is set.</summary>
    public string? Host { get; init; }

    /// <summary>Where other apps reach it; null until its host is set.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>
    /// What is asked of a custom service: any 2xx answer is a good one. Null for the services we know.
    /// </summary>
    public string? ProbeUrl { get; init; }

    /// <summary>Its container; null when it has none that we know of.</summary>
    public string? Container { get; init; }

    /// <summary>
    /// The Spark it runs on, by name; null when its host is none of them. Without one it is only probed: nothing can be
    /// started, stopped or read there.
    /// </summary>
    public string? Node { get; init; }

    /// <summary>Switched off in the settings: not asked, and nothing is expected of it.</summary>
    public bool Disabled { get; init; }

    /// <summary>How many probes in a row decide.</summary>
    public ProbePatience Patience { get; init; } = new();
}

/// <summary>How many probes in a row change a verdict.</summary>
/// <param name="DownAfter">Failures until a service counts as down.</param>
/// <param name="UpAfter">Good answers until one that was down counts as up.</param>
public sealed record ProbePatience(int DownAfter = 3, int UpAfter = 2);
