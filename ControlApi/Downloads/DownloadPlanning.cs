using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Asks the nodes and the Hub what a download has to bring, and whether it can.</summary>
internal sealed class DownloadPlanning(
    Hub hub, DownloadLooks looks, OtherDownloads others, CatalogStore catalog, SettingsStore settings)
{
    /// <summary>
    /// What there is to bring. The nodes are asked first: the Hub is not asked again and again while one is silent.
    /// </summary>
    public async Task<DownloadSignal> PlanAsync(DownloadState state, DownloadLog log, CancellationToken cancel)
    {
        var names = DownloadLooks.NodesOf(state);
        var before = await looks.DisksAsync(state, null, names, cancel);
        if (before.Silent is not null) return looks.Away(before);

        try
        {
            var model = await ModelAsync(state, cancel);
            if (model.Repo != state.Repo && others.WorkOn(model.Repo, state.Id))
                return new DownloadSignal.Refused(DownloadFailures.SameRuns(model.Repo));

            var looked = await looks.DisksAsync(state with { Repo = model.Repo }, model.Commit, names, cancel);
            return looked.Silent is not null
                ? looks.Away(looked)
                : await PlannedAsync(state, new(model, [.. looked.Disks], others.CopyRate), log, cancel);
        }
        catch (HubException refusal)
        {
            return SignalOf(DownloadFailures.EndOf(refusal, state.Repo, settings.HasToken));
        }
    }

    // A model of the catalog asks for its weights by the name that it has them under, also where the Hub has another.
    private async Task<HubModel> ModelAsync(DownloadState state, CancellationToken cancel)
    {
        var model = await hub.ReadAsync(state.Repo, cancel);
        // Page and list of a gated repository are open to all, its files are not.
        if (model is { IsGated: true, Files.Count: > 0 }) await hub.LookAsync(model, cancel);

        catalog.Reread();
        var isKnown = catalog.Current.Models.Any(known => known.Weights == state.Repo);
        return isKnown ? model with { Repo = state.Repo } : model;
    }

    private async Task<DownloadSignal> PlannedAsync(
        DownloadState state, DownloadPlan plan, DownloadLog log, CancellationToken cancel)
    {
        foreach (var node in plan.UnknownRoom)
            await log.SayAsync($"room-{node}", $"Nobody knows how much room {node} has: df does not say");

        return plan is { Hindrance: null, IsCopied: true } && await looks.LinkAsync(state, cancel) is { } broken
            ? SignalOf(broken)
            : new DownloadSignal.Planned(plan);
    }

    private static DownloadSignal SignalOf(ToolEnd end) => end.Fault == ToolFault.Passing
        ? new DownloadSignal.Delayed(end.Failure, end.RetryAfter)
        : new DownloadSignal.Refused(end.Failure);
}
