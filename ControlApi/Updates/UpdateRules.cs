using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;

namespace SparkControl.ControlApi.Updates;

/// <summary>Whether what is asked for can be done, by what was seen of the nodes. All of it is pure.</summary>
internal static class UpdateRules
{
    private const long Spare = 10_000_000_000;

    /// <summary>
    /// What a first image takes with its layers and what is left of the build: those that were seen are of 30 GB and
    /// more.
    /// </summary>
    private const long First = 60_000_000_000;

    /// <summary>Why it cannot be done; null when it can.</summary>
    /// <param name="action">What is asked for.</param>
    /// <param name="place">What it would be done to.</param>
    /// <param name="facts">What was seen.</param>
    public static JobFailure? Refusal(UpdateAction action, UpdatePlace place, UpdateFacts facts) => action switch
    {
        UpdateAction.Apply => OfApply(place, facts),
        UpdateAction.RollBack => OfRollBack(place, facts),
        _ => OfSync(place, facts)
    };

    /// <summary>The same, of what is known without asking: a note for the page.</summary>
    public static JobFailure? OfUpstream(UpstreamState? upstream) =>
        upstream?.Problem is { Code: not RepositoryProblems.Detached } problem ? problem : null;

    /// <summary>Whether there is anything that an update would do; what nobody has counted may be.</summary>
    public static bool IsWanted(int? behind, bool isImageMissing, bool isHalfDone) =>
        behind is not 0 || isImageMissing || isHalfDone;

    /// <summary>Whether a present launcher is the one that a roll back would go back to.</summary>
    public static bool IsBack(FormerLauncher former, string? commit, IReadOnlyDictionary<string, string?> images) =>
        commit == former.Commit
        && former.Images.All(node => node.Value is null || images.GetValueOrDefault(node.Key) == node.Value);

    private static JobFailure? OfApply(UpdatePlace place, UpdateFacts facts)
    {
        if (facts.Repository is not { } repository) return UpdateFailures.Silent(UpdatePlace.Head, null);
        if (RepositoryProblems.Of(repository, place.LauncherDir) is { Code: not RepositoryProblems.Detached } problem)
            return problem;
        if (!repository.CanBuild) return UpdateFailures.NoTool(place.LauncherDir);
        if (repository is { Branch: null, Returns: null, DefaultBranch: null })
            return RepositoryProblems.NoUpstream(place.LauncherDir, null);

        var isMissing = facts.Ids.Values.Any(id => id is null);
        if (repository.Branch is not null && !IsWanted(repository.Behind, isMissing, facts.IsHalfDone(place)))
            return UpdateFailures.NothingToApply();

        return OfNodes(place, facts);
    }

    private static JobFailure? OfRollBack(UpdatePlace place, UpdateFacts facts)
    {
        if (facts.Former is not { } former) return UpdateFailures.NothingToRollBack();
        if (facts.Repository is not { } repository) return UpdateFailures.Silent(UpdatePlace.Head, null);

        var problem = RepositoryProblems.Of(repository with { HasRemote = true, FetchCode = null }, place.LauncherDir);
        if (problem is { Code: "no_launcher" or "no_git" or "not_a_repository" or "foreign_owner" or "locked" })
            return problem;
        if (WayBack.WhyAnother(former, place) is { } why) return UpdateFailures.FormerElsewhere(why);
        if (IsBack(former, repository.Commit, facts.Ids)) return UpdateFailures.IsBack();

        foreach (var (node, id) in former.Images.Where(image => image.Value is not null))
        {
            if (facts.Images.GetValueOrDefault(node) is not { Image.Known: true } look)
                return UpdateFailures.Silent(node, null);
            // Half a way back is none: what one node lacks is said before the other is touched.
            if (!look.Has(id!)) return UpdateFailures.FormerImageGone(node, former);
        }

        return null;
    }

    private static JobFailure? OfSync(UpdatePlace place, UpdateFacts facts)
    {
        if (place.Worker is null) return UpdateFailures.NothingToSync();
        if (facts.Repository is null) return UpdateFailures.Silent(UpdatePlace.Head, null);
        if (!facts.Repository.HasDirectory) return RepositoryProblems.NoLauncher(place.LauncherDir);
        if (Unasked(facts) is { } silent) return silent;
        if (facts.Ids[UpdatePlace.Head] is null) return UpdateFailures.NoImage(place.Image);
        if (facts.AreSame == true) return UpdateFailures.NothingToSync();

        return Short(place, facts, times: 1) ?? OfLink(facts, isExact: true);
    }

    private static JobFailure? OfNodes(UpdatePlace place, UpdateFacts facts) =>
        Unasked(facts) ?? Short(place, facts, times: 2) ?? OfLink(facts, isExact: false);

    // The launcher finds the other Spark by itself, by an address that may be another than the one that is tried here:
    // a login that is refused at one is refused at all, but one that leads nowhere says nothing of the others.
    private static JobFailure? OfLink(UpdateFacts facts, bool isExact)
    {
        if (facts.Link?.Words is not { } words) return null;

        var end = ToolWords.OfSsh("spark2", words);
        return isExact || end.Fault == ToolFault.Lasting ? UpdateFailures.NotLinked(end.Failure) : null;
    }

    private static JobFailure? Unasked(UpdateFacts facts)
    {
        foreach (var (node, look) in facts.Images)
        {
            if (look is null) return UpdateFailures.Silent(node, null);
            if (!look.Image.Known) return UpdateFailures.DockerSilent(node);
        }

        return null;
    }

    // A node that has no image yet gets one as large as the other's. A disk that nobody knows is no reason to refuse.
    private static JobFailure? Short(UpdatePlace place, UpdateFacts facts, int times)
    {
        var size = facts.Images.Values.Max(look => look?.SizeBytes);
        var needed = size is { } known ? (known * times) + Spare : First;
        foreach (var node in place.Nodes)
        {
            if (facts.Images.GetValueOrDefault(node)?.FreeBytes is { } free && free < needed)
                return UpdateFailures.DiskShort(node, free, needed, isFirst: size is null);
        }

        return null;
    }
}
