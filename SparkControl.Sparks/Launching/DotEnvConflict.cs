using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Where the launcher's <c>.env</c> would have it start something else than the panel looks for.</summary>
/// <param name="Sentence">What differs.</param>
/// <param name="Remedy">Which setting to change.</param>
public sealed record DotEnvConflict(string Sentence, string Remedy)
{
    /// <summary>The launcher's own name for a container: given as an option, it counts as not given.</summary>
    private const string DefaultContainer = "vllm_node";

    /// <summary>Null when model, settings and file agree.</summary>
    public static DotEnvConflict? Find(CatalogModel model, EffectiveSettings settings, LauncherState launcher)
    {
        if (launcher.DotEnvContainer is { } name && name != DefaultContainer
            && settings.VllmContainer == DefaultContainer)
        {
            return new(
                $"The launcher's .env names the container {name}, and the panel looks for {settings.VllmContainer}",
                $"Set vllm_container to {name} in Settings, or take CONTAINER_NAME out of {settings.LauncherDir}/.env");
        }

        // With both addresses the panel names the nodes itself, and its word counts.
        var (head, worker) = (settings.Spark1?.FabricAddress, settings.Spark2?.FabricAddress);
        if (model.Nodes != ModelNodes.Cluster || launcher.DotEnvNodes is not { } text) return null;
        if (head is not null && worker is not null) return null;

        var nodes = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return nodes.Length == 2 && ((head ?? worker) is not { } known || nodes.Contains(known))
            ? null
            : new(
                $"The launcher's .env has other nodes than the panel: {text}",
                "Set spark1_address and spark2_address in Settings, or mend CLUSTER_NODES in "
                + $"{settings.LauncherDir}/.env");
    }
}
