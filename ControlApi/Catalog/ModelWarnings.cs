using System.Globalization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What is worth knowing of a model that is used as it is, as sentences.</summary>
internal static class ModelWarnings
{
    public static IEnumerable<string> Of(CatalogModel model)
    {
        if (Memory(model) is { } memory) yield return memory;
        foreach (var argument in ArgumentRules.Refusals(model)) yield return argument;
    }

    /// <summary>What its weights make of its settings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">What its own files say; null when nobody has read them.</param>
    public static IEnumerable<string> Of(CatalogModel model, ModelFacts? facts)
    {
        if (facts is { Fp8Cache: true } && model.Settings.Fp8KvCache == false && FitWords.Of(model).CacheType is null)
        {
            yield return "Its weights ask for an FP8 KV cache, and vLLM does as they ask though the setting is off. "
                + "The arguments --kv-cache-dtype bfloat16 switch it off.";
        }
    }

    private static string? Memory(CatalogModel model)
    {
        var share = FitWords.Of(model).Share;
        var own = model.Settings.GpuMemoryUtilization is null && share == FitWords.DefaultShare
            ? ", as it does where nothing is set" : "";
        return share switch
        {
            > ModelRules.SafeMemory =>
                $"vLLM takes {Text(share)} of the memory{own}. Above 0.90 the Spark can run out of it and stand still.",
            > ModelRules.WarnMemory =>
                $"vLLM takes {Text(share)} of the memory{own}. Above 0.85 little is left for all else on the Spark.",
            _ => null
        };
    }

    private static string Text(double share) => share.ToString("0.00##", CultureInfo.InvariantCulture);
}
