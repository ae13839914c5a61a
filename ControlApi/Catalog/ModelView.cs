using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>A model with what is known of it.</summary>
public sealed record ModelView
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required ModelSource Source { get; init; }
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

    /// <summary>Whether it fits in memory; null when unknown.</summary>
    public bool? Fit { get; init; }
}

/// <summary>How long the loads of a model took, in ms.</summary>
public sealed record TypicalLoad(long P50Ms, long P90Ms, int Loads);

/// <summary>What is known beside the catalog; null where nothing is.</summary>
internal sealed record ModelSources(DiskState? Disk = null, UsualLoads? Usual = null, ServiceState? Vllm = null);

/// <summary>Where it is asked, each time anew.</summary>
internal sealed record ModelKnowledge(Func<ModelSources> Now);

/// <summary>Puts together what is known of each model.</summary>
internal static class ModelViews
{
    public static IReadOnlyList<ModelView> Compose(CatalogState catalog, ModelSources known) =>
        [.. catalog.Models.Select(model => Compose(model, known))];

    public static ModelView Compose(CatalogModel model, ModelSources known) => new()
    {
        Key = model.Key,
        Name = model.Name,
        Source = model.Source,
        Repo = model.Repo,
        LocalPath = model.LocalPath,
        Nodes = model.Nodes,
        Settings = model.Settings,
        BundledSettings = model.BundledSettings,
        Args = model.Args,
        Mods = model.Mods,
        Env = model.Env,
        OnDisk = OnDisk(model, known.Disk),
        Loaded = IsLoaded(model, known.Vllm),
        TypicalLoad = known.Usual?.Models.GetValueOrDefault(model.Key) is { } usual
            ? new(usual.P50Ms, usual.P90Ms, usual.Loads)
            : null
    };

    // A node that was asked and does not name the weights has none of them.
    private static Dictionary<string, WeightsOnDisk>? OnDisk(CatalogModel model, DiskState? disk) =>
        disk is null or { Nodes.Count: 0 }
            ? null
            : disk.Nodes.ToDictionary(
                node => node.Key, node => node.Value.Weights.GetValueOrDefault(model.Weights) ?? new(0, false));

    private static bool? IsLoaded(CatalogModel model, ServiceState? vllm) => vllm switch
    {
        { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded, Model: { } served } =>
            (served.Root ?? served.Id) == model.Weights,
        { Verdict: ServiceVerdict.Stopped or ServiceVerdict.Starting or ServiceVerdict.NotConfigured } => false,
        _ => null
    };
}
