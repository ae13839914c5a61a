using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Fit;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Whether a model fits, as a check before a load: only what is sure not to fit stops one.</summary>
internal static class PreflightFit
{
    public const string Name = "fit";

    public static PreflightCheck Check(CatalogModel model, FitAnswer fit)
    {
        var check = new PreflightCheck(Name, State(fit.Verdict), Title(model, fit.Verdict)) { Detail = fit.Reason };
        return fit.Verdict == FitVerdict.DoesNotFit
            ? check with { Remedy = Remedy(model, fit), MayBeIgnored = true }
            : check;
    }

    private static CheckState State(FitVerdict verdict) => verdict switch
    {
        FitVerdict.DoesNotFit => CheckState.Failed,
        FitVerdict.Fits => CheckState.Ok,
        _ => CheckState.Warning
    };

    private static string Title(CatalogModel model, FitVerdict verdict) => verdict switch
    {
        FitVerdict.Fits => $"{model.Name} fits in memory",
        FitVerdict.Tight => $"{model.Name} fits in memory, but only just",
        FitVerdict.DoesNotFit => $"{model.Name} does not fit in memory",
        _ => $"Whether {model.Name} fits in memory is not known"
    };

    // Where the share itself has room for all of it, it is the share that is too much for the Spark.
    private static string Remedy(CatalogModel model, FitAnswer fit) => fit switch
    {
        { MaxPositions: { } made } when FitWords.Of(model).MaxModelLen > made =>
            Context(fit.LargestMaxModelLen ?? made),
        { LargestMaxModelLen: { } tokens } when fit.Nodes.Values.Any(node => node.SpareBytes < 0) =>
            Context(tokens),
        { SmallestGpuMemoryUtilization: > ModelRules.SafeMemory and var share } => FormattableString.Invariant(
            $"Choose a smaller model, or give it {share * 100:0} % of the memory, at which the Spark can stand still"),
        { SmallestGpuMemoryUtilization: { } share } =>
            FormattableString.Invariant($"Give the model {share * 100:0} % of the memory"),
        _ => "Choose a smaller model"
    };

    private static string Context(int tokens) =>
        FormattableString.Invariant($"Use a context of {tokens:N0} tokens at most");
}
