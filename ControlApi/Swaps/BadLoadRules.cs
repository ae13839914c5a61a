using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What is remembered of loads that have failed, and what it means for the next one.</summary>
internal static class BadLoadRules
{
    /// <summary>Of one model so many are remembered, the newest.</summary>
    private const int Kept = 5;

    // What somebody else did, or a machine that did not do its part, says nothing of what was loaded.
    private static readonly HashSet<string> OfOthers =
    [
        "another_panel", "container_gone", LoadRules.ContainerReplaced, LoadRules.PortShared, HostCauses.SecondLaunch,
        "port_in_use", "name_conflict", "docker_down", "docker_permission", "disk_full", "peer_unreachable"
    ];

    // Neither does what is between the Sparks, or what the launcher lacked, say anything of model, settings and image.
    private static readonly HashSet<string> OfThePair =
    [
        "image_missing", "image_mismatch", "launched_nothing", PairCauses.WorkerNotFound, "interconnect", "worker_lost",
        "cluster_timeout", "placement_group"
    ];

    /// <summary>What is remembered after a swap; the same object when nothing changes.</summary>
    public static BadLoads After(BadLoads known, SwapState ended)
    {
        if (ended is not { Kind: SwapKind.Load, Run.Model: { } model }) return known;

        var key = LoadKey.Of(model, ended.Run.Image);
        var others = known.Loads.Where(load => load.Key != key).ToDictionary();
        if (ended.Phase == SwapPhase.Ready) return others.Count == known.Loads.Count ? known : new(others);
        if (!Counts(ended)) return known;

        // What was changed and is changed back is the same load again, so more than the last one is remembered.
        var old = others.Where(load => load.Value.Model == model.Key)
            .OrderByDescending(load => load.Value.At).Skip(Kept - 1).Select(load => load.Key);
        foreach (var forgotten in old.ToList()) others.Remove(forgotten);
        others[key] = new(model.Key, ended.Id, ended.EndedAt!.Value, ended.Failure!.Code, ended.Failure.Title);
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

    /// <summary>
    /// Whether a load has failed by what was loaded, model, settings, image or launcher, as far as its cause tells.
    /// </summary>
    public static bool IsOfLoad(SwapState ended) =>
        ended is { Phase: SwapPhase.Failed, Failure: { Phase: SwapPhase.Launching or SwapPhase.Loading } failure }
        && !OfOthers.Contains(failure.Code);

    private static bool Counts(SwapState ended) => IsOfLoad(ended) && !OfThePair.Contains(ended.Failure!.Code);
}
