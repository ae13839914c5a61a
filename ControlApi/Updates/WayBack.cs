using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What a roll back goes back to: what is recorded before something is touched, and what the end of an update makes of
/// it. What was recorded before counts again where an update comes to nothing. All of it is pure.
/// </summary>
internal static class WayBack
{
    /// <summary>What an update records of what there is now.</summary>
    /// <param name="update">An update that knows commit and images.</param>
    /// <param name="before">What is recorded already.</param>
    /// <param name="now">The present time.</param>
    public static FormerLauncher Of(UpdateState update, FormerLauncher? before, DateTimeOffset now)
    {
        // By a driver that did not live to say so.
        if (before?.Update == update.Id) return before;

        var (run, commit) = (update.Run!, update.FromCommit!);
        return new(commit, run.Images, FormerTag.Of(run.Place.Image, commit, NameInUse(before, run.Images)), now)
        {
            Branch = run.FromBranch ?? run.Branch,
            Image = run.Place.Image,
            LauncherDir = run.Place.LauncherDir,
            Update = update.Id,
            Before = before is null ? null : before with { Before = null }
        };
    }

    /// <summary>Why it was not recorded of this place, as a sentence; null when it was.</summary>
    public static string? WhyAnother(FormerLauncher former, UpdatePlace place) => former switch
    {
        { Image: { } image } when image != place.Image =>
            $"It was recorded of the image {image}; {place.Image} is set now.",
        { LauncherDir: { } directory } when directory != place.LauncherDir =>
            $"It was recorded of the launcher in {directory}; {place.LauncherDir} is set now.",
        _ when !former.Images.Keys.ToHashSet().SetEquals(place.Nodes) =>
            "It was recorded of other Sparks than those that are set up now.",
        _ => null
    };

    /// <summary>
    /// Whether an update was left half-way here. A load that went well in the very image that it made shows that there
    /// is nothing wrong with that.
    /// </summary>
    /// <param name="former">What is recorded; null for nothing.</param>
    /// <param name="place">What is set up.</param>
    /// <param name="commit">The commit that is checked out; null when not known.</param>
    /// <param name="images">The image's id, by node, as far as known.</param>
    /// <param name="good">The last load that ended well; null for none.</param>
    public static bool IsHalfDone(
        FormerLauncher? former, UpdatePlace place, string? commit, IReadOnlyDictionary<string, string?> images,
        GoodLoad? good)
    {
        if (former is not { IsHalfDone: true } || WhyAnother(former, place) is not null) return false;

        var isProven = former.Made is { } made && made == commit
            && good?.Image is { } image && good.At > former.At
            && place.Nodes.All(node => images.GetValueOrDefault(node) == image);
        return !isProven;
    }

    /// <summary>What is recorded from the end of an update on; the same object where nothing changes.</summary>
    public static FormerLauncher After(FormerLauncher stored, UpdateState ended) => (ended.Action, ended.Phase) switch
    {
        (UpdateAction.Apply, UpdatePhase.Done) => Whole(stored) with { Before = null },
        (UpdateAction.RollBack, UpdatePhase.Done) => stored.Before ?? Whole(stored),
        // The head's image is on both now: it is whole if it is that of the commit.
        (UpdateAction.SyncImages, UpdatePhase.Done) =>
            stored is { IsHalfDone: true, Made: { } made } && made == ended.ToCommit ? Whole(stored) : stored,
        (UpdateAction.SyncImages, _) => stored,
        _ when HasMoved(ended) => Half(stored, ended),
        _ when stored.Update == ended.Id && ended.Action == UpdateAction.Apply => stored.Before ?? Whole(stored),
        _ => stored
    };

    /// <summary>The names of images that nothing goes back to any more.</summary>
    public static IEnumerable<string> Dropped(FormerLauncher was, FormerLauncher now) =>
        Tags(was).Except(Tags(now));

    /// <summary>Whether commit or image is another than before; what nobody could see may be.</summary>
    public static bool HasMoved(UpdateState ended) =>
        ended.Stages.Any(stage => stage.Phase is UpdatePhase.Pulling or UpdatePhase.RollingBack)
        && (ended.ToCommit != ended.FromCommit || ended.Smoke?.Images is { } images && HasOthers(ended.Run!, images));

    private static bool HasOthers(UpdateRun run, IReadOnlyDictionary<string, string?> images) =>
        run.Images.Any(node => !images.TryGetValue(node.Key, out var id) || id != node.Value);

    private static FormerLauncher Whole(FormerLauncher stored) =>
        stored with { IsHalfDone = false, Made = null, Stopped = null };

    private static FormerLauncher Half(FormerLauncher stored, UpdateState ended)
    {
        var image = ended.Smoke?.Images.GetValueOrDefault(UpdatePlace.Head);
        var isNew = image is not null && image != ended.Run!.Images.GetValueOrDefault(UpdatePlace.Head);
        return stored with
        {
            IsHalfDone = true,
            Made = isNew ? ended.ToCommit : stored.Made,
            Stopped = ended.Smoke is { Swap: not null, Again: not { Problem: null } }
                ? ended.Run!.Served ?? stored.Stopped
                : stored.Stopped
        };
    }

    private static string? NameInUse(FormerLauncher? before, IReadOnlyDictionary<string, string?> images) =>
        before is not null && before.Images.Any(node => images.GetValueOrDefault(node.Key) != node.Value)
            ? before.Tag
            : null;

    private static IEnumerable<string> Tags(FormerLauncher former) =>
        former.Before is { } before ? [former.Tag, before.Tag] : [former.Tag];
}
