using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What is known beside the catalog; null where nothing is.</summary>
internal sealed record ModelSources(
    DiskState? Disk = null, UsualLoads? Usual = null, ServiceState? Vllm = null, GoodLoad? Good = null)
{
    /// <summary>Says whether a model fits, from memory.</summary>
    public Func<CatalogModel, FitAnswer?> Fit { get; init; } = _ => null;

    /// <summary>What is known of a model from its own files; null when nobody has read them.</summary>
    public Func<CatalogModel, ModelFacts?> Facts { get; init; } = _ => null;

    /// <summary>How a model as it is set now has failed in the present image.</summary>
    public Func<CatalogModel, FailedLoad?> Failed { get; init; } = _ => null;
}

/// <summary>Where it is asked, each time anew.</summary>
internal sealed record ModelKnowledge(Func<ModelSources> Now);
