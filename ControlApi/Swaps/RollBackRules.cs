using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What is known when a load has failed.</summary>
/// <param name="IsOn">Whether the user wants it.</param>
/// <param name="Good">The last load that ended well; null when none did.</param>
/// <param name="Catalog">The models there are.</param>
/// <param name="Disk">What is on disk; null when nobody has looked.</param>
/// <param name="Bad">Loads that are known to fail.</param>
internal sealed record RollBackFacts(
    bool IsOn, GoodLoad? Good, CatalogState Catalog, DiskState? Disk = null, BadLoads? Bad = null);

/// <summary>
/// Whether the last good model is loaded again after a load that has failed: once, and only onto Sparks that were seen
/// empty. That memory is back is seen by the roll back itself, which starts nothing before.
/// </summary>
internal static class RollBackRules
{
    /// <summary>How long after the failure it may still begin: later nobody expects it any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What a load that has ended is answered with; null when nothing is.</summary>
    public static RolledBackTo? Decide(SwapState ended, RollBackFacts known)
    {
        if (!known.IsOn || known.Good is not { } good || !IsAsked(ended)) return null;

        var to = new RolledBackTo(good.Model, good.ModelName);
        if (ModelOf(good, known.Catalog) is not { } model)
            return to with { Problem = "It is not in the catalog any more." };
        // The image is the one that has just been used, whichever that load was made with.
        if (IsSame(ended, model)) return null;

        return to with { Problem = Problem(ended, model, known) };
    }

    /// <summary>The model as it is loaded again: with the settings that went well.</summary>
    /// <returns>Null when the catalog has it no more, or has other weights under its key.</returns>
    public static CatalogModel? ModelOf(GoodLoad good, CatalogState catalog) =>
        catalog.Models.FirstOrDefault(model => model.Key == good.Model && model.Weights == good.Weights) is { } present
            ? good.Entry ?? present
            : null;

    /// <summary>Whether the last swap is a load that is to be answered and was not yet.</summary>
    public static bool IsDue(SwapState? last) =>
        last is { IsActive: false, RolledBackTo: { Swap: null, Problem: null } };

    /// <summary>
    /// The look before a roll back: what has served with these settings fits, whatever is reckoned; memory is waited
    /// for by the stop, which starts nothing before it is back; and what a user has loaded it in spite of is so still.
    /// </summary>
    /// <param name="report">What was seen.</param>
    /// <param name="passed">What the load that is repeated was loaded in spite of.</param>
    public static PreflightReport Proven(PreflightReport report, IReadOnlyList<PassedCheck> passed) => report with
    {
        Checks =
        [
            .. report.Checks.Select(check => check.Name is PreflightFit.Name or PreflightMemory.Name
                || passed.Contains(new(check.Name, check.Node))
                    ? Passed(check)
                    : check)
        ]
    };

    /// <summary>Why it is too late for it, as a sentence; null while it is not.</summary>
    public static string? TooLate(SwapState failed, DateTimeOffset now) => now - failed.EndedAt > Patience
        ? $"It could not be begun within {Patience.Minutes} minutes after the failure."
        : null;

    private static PreflightCheck Passed(PreflightCheck check) =>
        check is { State: not CheckState.Ok, MayBeIgnored: true } ? check with { State = CheckState.Warning } : check;

    // Before anything was stopped what served still does. A roll back that fails is the end. An update's trial is the
    // update's to answer: the image that has just failed is no place for another load.
    private static bool IsAsked(SwapState ended) =>
        ended is { Kind: SwapKind.Load, Phase: SwapPhase.Failed, CancelRequested: false, RollsBack: null }
        && !ended.Run.IsTrial
        && ended.Failure?.Code != "another_panel"
        && ended.Stages.Any(stage => stage.Phase == SwapPhase.Stopping);

    private static bool IsSame(SwapState ended, CatalogModel model) => ended.Run.Model is { } failed
        && LoadKey.Of(failed, ended.Run.Image) == LoadKey.Of(model, ended.Run.Image);

    private static string? Problem(SwapState ended, CatalogModel model, RollBackFacts known)
    {
        if (BadLoadRules.Find(known.Bad, model, ended.Run.Image) is { } bad)
            return $"It failed itself when it was loaded last: {bad.Title.TrimEnd('.')}.";
        if (ended.Nodes.FirstOrDefault(node => node.Remains != NodeRemains.Empty) is { } left)
        {
            var name = NodeNames.Of(left.Node);
            return left.Remains == NodeRemains.LeftOver
                ? $"Something is left on {name}."
                : $"What is left on {name} is not known.";
        }

        if (ended.Failure?.Phase == SwapPhase.Stopping) return "The memory of the Sparks did not come back.";

        var lacking = LackingOn(model, known.Disk);
        return lacking is null ? null : $"Its weights are not on {NodeNames.Of(lacking)} any more.";
    }

    // A node that has not said is looked at before the load.
    private static string? LackingOn(CatalogModel model, DiskState? disk) =>
        (model.Nodes == ModelNodes.Cluster ? (string[])["spark1", "spark2"] : ["spark1"]).FirstOrDefault(node =>
            disk?.Nodes.GetValueOrDefault(node) is { } look
            && look.Weights.GetValueOrDefault(model.Weights) is not { Complete: true });
}
