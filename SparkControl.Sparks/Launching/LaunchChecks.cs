using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What must not be handed to the launcher, and what is worth knowing before.</summary>
internal static partial class LaunchChecks
{
    /// <summary>Why a model cannot be launched, as a sentence; null when it can.</summary>
    public static string? Refusal(CatalogModel model, EffectiveSettings settings, LauncherCapabilities launcher)
    {
        if (settings.Spark1 is null) return "Spark 1 is not set up.";
        if (model.Nodes == ModelNodes.Cluster && settings.Spark2 is null)
            return $"{model.Name} needs two Sparks, and only one is set up.";
        if (model.Nodes == ModelNodes.Cluster && VllmArguments.OneGpu(model) is { } one)
            return $"{model.Name} is for two Sparks, and {one} puts it on one: write -tp 2, or make it a model for one "
                + "Spark.";
        if (model.LocalPath is { } path && !DockerPath().IsMatch(path))
            return $"The launcher cannot mount '{path}': give an absolute path of letters, digits and . _ - + @ only.";
        if (model.Env.FirstOrDefault(IsUnfit) is { Key: { } bad })
            return $"The launcher cannot pass {bad} on: a value may hold letters, digits and . _ , : / @ % + = - only.";
        if (model.Mods.FirstOrDefault(mod => !Mod().IsMatch(mod)) is { } mod)
            return $"'{mod}' is no name of a launcher mod.";
        if (model.Mods.Count > 0 && !launcher.Mods)
            return $"{model.Name} needs launcher mods, which this launcher does not know. Update it.";
        if (!Container().IsMatch(settings.VllmContainer) || !Image().IsMatch(settings.VllmImage))
            return "The name of vLLM's container or image has characters that docker does not take.";
        if (VllmArguments.All(model).Any(word => word.Contains('\0')))
            return $"An argument of {model.Name} holds a NUL.";

        return settings is { Spark1.FabricAddress: { } head, Spark2.FabricAddress: { } worker }
            && !(Address().IsMatch(head) && Address().IsMatch(worker))
                ? "The fabric addresses must be IP addresses or host names."
                : null;
    }

    public static IReadOnlyList<string> Notes(
        CatalogModel model, EffectiveSettings settings, LauncherCapabilities launcher)
    {
        var notes = new List<string>();
        if (model.Nodes == ModelNodes.Solo && !launcher.Solo && settings.Spark2 is not null)
            notes.Add(
                "This launcher has no --solo: it starts a container on every node, and the model runs on the head.");
        if (!(launcher.DetachedExec && launcher.LogsToContainer))
            notes.Add("This launcher stays until vLLM ends; its own output is the only log of the load.");
        if (!launcher.QuotesExec)
            notes.Add("This launcher joins the words after exec: they are given as one, quoted.");
        if (model.Nodes == ModelNodes.Cluster && !VllmArguments.SaysParallelism(model))
            notes.Add("-tp 2 was added: without it a two-node launch would use one GPU.");
        return notes;
    }

    private static bool IsUnfit(KeyValuePair<string, string> variable) =>
        !VariableName().IsMatch(variable.Key) || !VariableValue().IsMatch(variable.Value);

    [GeneratedRegex(@"\A/[A-Za-z0-9._/+@-]*\z")]
    private static partial Regex DockerPath();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();

    // The launcher puts it into docker's command line unquoted: a blank would end it, and a star be expanded.
    [GeneratedRegex(@"\A[A-Za-z0-9._,:/@%+=-]*\z")]
    private static partial Regex VariableValue();

    [GeneratedRegex(@"\A(mods/)?[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Mod();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]*\z")]
    private static partial Regex Container();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.:/@-]*\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.:-]*\z")]
    private static partial Regex Address();
}
