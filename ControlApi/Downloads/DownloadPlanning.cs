using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Asks the nodes and the Hub what a download has to bring, and whether it can.</summary>
internal sealed class DownloadPlanning(
    Hub hub, DownloadLooks looks, OtherDownloads others, CatalogStore catalog, SettingsStore settings)
{
    /// <summary>
    /// What there is to bring. The nodes are asked first: the Hub is not asked again and again while one is silent, nor
    /// at all for what is only to be completed and is whole on the head.
    /// </summary>
    public async Task<DownloadSignal> PlanAsync(DownloadState state, DownloadLog log, CancellationToken cancel)
    {
        var names = DownloadLooks.NodesOf(state);
        var before = await looks.DisksAsync(state, null, names, cancel);
        if (before.Silent is not null) return looks.Away(before);

        var there = state.Completes ? await looks.SnapshotAsync(state, Head, cancel) : null;
        if (state.Completes && there is null) return looks.Away(looks.SilentOf(Head));

        try
        {
            var model = there is { Whole: true } ? OnDisk(state.Repo, there) : await ModelAsync(state, there, cancel);
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
    private async Task<HubModel> ModelAsync(DownloadState state, SnapshotFiles? there, CancellationToken cancel)
    {
        var model = await ReadAsync(state.Repo, there?.Commit, cancel);
        // Page and list of a gated repository are open to all, its files are not.
        if (model is { IsGated: true, Files.Count: > 0 }) await hub.LookAsync(model, cancel);

        catalog.Reread();
        var isKnown = catalog.Current.Models.Any(known => known.Weights == state.Repo);
        return isKnown ? model with { Repo = state.Repo } : model;
    }

    // What the Hub has no more cannot be completed: then the newest is brought.
    private async Task<HubModel> ReadAsync(string repo, string? at, CancellationToken cancel)
    {
        try
        {
            return await hub.ReadAsync(repo, cancel, at);
        }
        catch (HubException gone) when (at is not null && gone.Fault is HubFault.Unknown or HubFault.Strange)
        {
            return await hub.ReadAsync(repo, cancel);
        }
    }

    private static HubModel OnDisk(string repo, SnapshotFiles there) => new(
        repo, there.Commit!, IsGated: false,
        [.. there.Files.Select(file => new HubFile(file.Path, file.Bytes, file.Blob, Sha256: null))]);

    private async Task<DownloadSignal> PlannedAsync(
        DownloadState state, DownloadPlan plan, DownloadLog log, CancellationToken cancel)
    {
        foreach (var node in plan.UnknownRoom)
            await log.SayAsync($"room-{node}", $"Nobody knows how much room {NodeNames.Of(node)} has: df does not say");

        return plan is { Hindrance: null, IsCopied: true } && await looks.LinkAsync(state, cancel) is { } broken
            ? SignalOf(broken)
            : new DownloadSignal.Planned(plan);
    }

    private static DownloadSignal SignalOf(ToolEnd end) => end.Fault == ToolFault.Passing
        ? new DownloadSignal.Delayed(end.Failure, end.RetryAfter)
        : new DownloadSignal.Refused(end.Failure);
}
