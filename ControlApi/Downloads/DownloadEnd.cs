using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// What follows a download that has every file: an entry for the catalog is suggested, and a swap is begun.
/// </summary>
internal sealed class DownloadEnd(
    ClusterNodes nodes, ClusterScan scan, CatalogStore catalog, SettingsStore settings, ThenSwap swap)
{
    private const int LongestConfig = 256 * 1024;

    public async Task<DownloadSignal> ConcludeAsync(DownloadState state, CancellationToken leading)
    {
        scan.Look();
        var suggestion = await SuggestAsync(state, leading);
        if (state.ThenSwap is not { } model) return new DownloadSignal.Concluded(suggestion, null, null);

        if (catalog.Find(model) is { } found && found.Weights != state.Repo)
            return new DownloadSignal.Concluded(
                suggestion, null,
                $"{found.Name} has other weights than {state.Repo}, which the Hub has under the name that was given.");

        var (id, problem) = await swap.BeginAsync(model, state.Id, state.Run!.Pass);
        return new DownloadSignal.Concluded(suggestion, id, problem);
    }

    private async Task<SuggestedModel?> SuggestAsync(DownloadState state, CancellationToken leading)
    {
        catalog.Reread();
        var known = catalog.Current.Models;
        if (known.Any(model => model.Weights == state.Repo)) return null;

        var files = state.Files.Select(file => KeyValuePair.Create(file.Path, file.Bytes));
        var hasTwo = settings.Current.Spark2 is not null && state.Nodes == ModelNodes.Cluster;
        return ModelSuggestion.Of(
            state.Repo, HubFiles.Facts(await ConfigAsync(state, leading), files), hasTwo, catalog.Current.Keys);
    }

    private async Task<string?> ConfigAsync(DownloadState state, CancellationToken leading)
    {
        if (nodes.For(Head, state.Run!.Machines.GetValueOrDefault(Head)) is not { } shell) return null;

        var folder = $"{state.Run.Hubs[Head]}/models--{HubCache.Folder(state.Repo)}/snapshots/{state.Revision}";
        var script = new ShellScript("""head -c "$2" -- "$1/config.json" """)
        {
            Arguments = [folder, LongestConfig.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            OutputLimit = LongestConfig
        };
        return await shell.RunAsync(script, leading) is { Succeeded: true } result ? result.Output : null;
    }
}
