using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Puts together what is known of each model.</summary>
internal static class ModelViews
{
    /// <summary>Names a model as it is, its settings among it: a change is made on what was read.</summary>
    public static string Revision(CatalogModel model) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Wire.Write(model)))[..8]);

    public static IReadOnlyList<ModelView> Compose(CatalogState catalog, ModelSources known) =>
        [.. catalog.Models.Select(model => Compose(catalog, model, known))];

    /// <summary>A model as a change has left it.</summary>
    public static ModelView Compose(CatalogOutcome saved, string key, ModelSources known)
    {
        var catalog = ((CatalogOutcome.Saved)saved).After.Catalog;
        return Compose(catalog, catalog.Models.First(model => model.Key == key), known);
    }

    public static ModelView Compose(CatalogState catalog, CatalogModel model, ModelSources known) => new()
    {
        Key = model.Key,
        Name = model.Name,
        Source = model.Source,
        StandsIn = model.StandsIn,
        Repo = model.Repo,
        LocalPath = model.LocalPath,
        Nodes = model.Nodes,
        Settings = model.Settings,
        BundledSettings = model.BundledSettings,
        Args = model.Args,
        Mods = model.Mods,
        Env = model.Env,
        Warnings =
        [
            .. catalog.Warnings.GetValueOrDefault(model.Key) ?? [], .. ModelWarnings.Of(model, known.Facts(model))
        ],
        OnDisk = OnDisk(model, known.Disk),
        Loaded = IsServed(model, known.Vllm) is { } served ? served && !IsOther(catalog, model, known.Good) : null,
        Fit = known.Fit(model),
        FailedLoad = known.Failed(model),
        Revision = Revision(model),
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

    // Two entries may name the same weights: then it is the one that was loaded, as long as it is in the catalog.
    private static bool IsOther(CatalogState catalog, CatalogModel model, GoodLoad? good) =>
        good is not null && good.Model != model.Key && good.Weights == model.Weights
        && catalog.Models.Any(other => other.Key == good.Model && other.Weights == model.Weights);

    private static bool? IsServed(CatalogModel model, ServiceState? vllm) => vllm switch
    {
        { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded, Model: { } served } =>
            (served.Root ?? served.Id) == model.Weights,
        { Verdict: ServiceVerdict.Stopped or ServiceVerdict.Starting or ServiceVerdict.NotConfigured } => false,
        _ => null
    };
}
