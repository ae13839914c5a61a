using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What is remembered of loads that have failed, and what it means for the next one.</summary>
internal static class BadLoadRules
{
    // What somebody else did, or a daemon that was down, says nothing of model, settings and image.
    private static readonly HashSet<string> OfOthers =
    [
        "another_panel", "container_gone", LoadRules.ContainerReplaced, LoadRules.PortShared, HostCauses.SecondLaunch,
        "port_in_use", "name_conflict", "docker_down", "docker_permission"
    ];

    /// <summary>What is remembered after a swap; the same object when nothing changes.</summary>
    public static BadLoads After(BadLoads known, SwapState ended)
    {
        if (ended is not { Kind: SwapKind.Load, Run.Model: { } model }) return known;

        // Of one model the last thing counts: whatever was changed since is another load.
        var others = known.Loads.Where(load => load.Value.Model != model.Key).ToDictionary();
        if (ended.Phase == SwapPhase.Ready) return others.Count == known.Loads.Count ? known : new(others);
        if (!Counts(ended)) return known;

        others[LoadKey.Of(model, ended.Run.Image)] =
            new(model.Key, ended.Id, ended.EndedAt!.Value, ended.Failure!.Code, ended.Failure.Title);
        return new(others);
    }

    /// <summary>How a load has failed that would be made just so now; null when it is not known to.</summary>
    public static BadLoad? Find(BadLoads? known, CatalogModel model, string? image) =>
        known?.Loads.GetValueOrDefault(LoadKey.Of(model, image));

    /// <summary>The report of a look before a load, with what is remembered of it: a warning, no obstacle.</summary>
    public static PreflightReport Warn(PreflightReport report, CatalogModel model, BadLoads? known) =>
        Find(known, model, report.ImageId) is not { } bad
            ? report
            : report with
            {
                Checks =
                [
                    .. report.Checks,
                    new("failed_before", CheckState.Warning, FormattableString.Invariant(
                        $"It failed like this on {bad.At.UtcDateTime:d MMMM}: {bad.Title.TrimEnd('.')}"))
                    {
                        Detail = "Model, settings and image are the same as then.",
                        MayBeIgnored = true
                    }
                ]
            };

    private static bool Counts(SwapState ended) =>
        ended is { Phase: SwapPhase.Failed, Failure: { Phase: SwapPhase.Launching or SwapPhase.Loading } failure }
        && !OfOthers.Contains(failure.Code);
}
