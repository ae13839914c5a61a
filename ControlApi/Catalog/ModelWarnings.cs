using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What is worth knowing of a model that is used as it is, as sentences.</summary>
internal static class ModelWarnings
{
    public static IEnumerable<string> Of(CatalogModel model)
    {
        if (Memory(model.Settings.GpuMemoryUtilization) is { } memory) yield return memory;
        if (ArgumentRules.Refusal(model) is { } argument) yield return argument;
        if (model.Env.Keys.FirstOrDefault(ModelRules.IsToken) is { } token) yield return ModelRules.KeepToken(token);
    }

    private static string? Memory(double? share) => share switch
    {
        > ModelRules.SafeMemory =>
            $"vLLM takes {Text(share)} of the memory. Above 0.90 the Spark can run out of it and stand still.",
        > ModelRules.WarnMemory =>
            $"vLLM takes {Text(share)} of the memory. Above 0.85 little is left for all else on the Spark.",
        _ => null
    };

    private static string Text(double? share) => share!.Value.ToString("0.00##", CultureInfo.InvariantCulture);
}
