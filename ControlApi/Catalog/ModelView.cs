using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>A model with what is known of it.</summary>
public sealed record ModelView
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required ModelSource Source { get; init; }

    /// <summary>It is the user's and stands in for a bundled model of its key.</summary>
    public bool StandsIn { get; init; }

    public string? Repo { get; init; }
    public string? LocalPath { get; init; }
    public required ModelNodes Nodes { get; init; }
    public required ModelSettings Settings { get; init; }
    public required ModelSettings BundledSettings { get; init; }
    public required IReadOnlyList<string> Args { get; init; }
    public required IReadOnlyList<string> Mods { get; init; }
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>Its weights, by node; a node that has not said is not in it. Null when none has.</summary>
    public IReadOnlyDictionary<string, WeightsOnDisk>? OnDisk { get; init; }

    /// <summary>Whether vLLM serves it now; null when unknown.</summary>
    public bool? Loaded { get; init; }

    /// <summary>How long it usually takes to load; null before its first good load.</summary>
    public TypicalLoad? TypicalLoad { get; init; }

    /// <summary>Whether it fits in memory with its settings; null when nobody was asked.</summary>
    public FitAnswer? Fit { get; init; }

    /// <summary>What is worth knowing before it is loaded, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// How its last load has failed, while settings and image are the same as then; null when it has not.
    /// </summary>
    public FailedLoad? FailedLoad { get; init; }

    /// <summary>Names it as it is, with its settings; a change brings it back.</summary>
    public required string Revision { get; init; }
}
