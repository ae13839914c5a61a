using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>What there is to be told of updates, from memory.</summary>
internal sealed class UpdateViews(StateMirror mirror, SettingsStore settings, ServedNow served)
{
    /// <summary>The update in progress, or the last one; null when there was none.</summary>
    public UpdateState? Job => Updates.MaxBy(update => update.RequestedAt);

    /// <summary>Its id.</summary>
    public string? Latest => Job?.Id;

    /// <summary>
    /// Updates that may have left something at work on a node, the newest first: one that has come as far as its plan
    /// has ended what those before it left.
    /// </summary>
    public IEnumerable<UpdateState> WithLeft => LeftBy(Updates);

    /// <summary>What an update does not touch; null where nothing is loaded that could be meant.</summary>
    public string? Note =>
        served.Model is not null || mirror.Value(States.Swap) is { Phase: SwapPhase.Ready }
            ? UpdateWords.KeepsImage
            : null;

    private IEnumerable<UpdateState> Updates =>
        Ids.Where(id => id.StartsWith(UpdateState.Prefix, StringComparison.Ordinal))
            .Select(id => mirror.Value(States.Update(id))).OfType<UpdateState>();

    private IEnumerable<string> Ids => mirror.Names(States.Jobs).Select(name => name[States.Jobs.Length..]);

    public UpdateView Now()
    {
        var now = settings.Current;
        var (launcher, upstream) = (mirror.Value(States.Launcher), mirror.Value(States.Upstream));
        var images = launcher?.ImagesOf(now) ?? new Dictionary<string, string?>();
        var view = new UpdateView(
            launcher, upstream, mirror.Value(States.Former), images, Differ(images, now.Nodes.Count), Job,
            Hindrance(now, upstream), Note);
        var here = RepositoryPlace.In(now) is { } place && UpstreamRules.IsOf(upstream, place) ? upstream : null;
        return UpdateLooks.PlaceIn(now) is { } all ? With(view, all, here, mirror.Value(States.Good)) : view;
    }

    /// <summary>The view with what can be done.</summary>
    /// <param name="view">What is known.</param>
    /// <param name="place">What it would be done to.</param>
    /// <param name="upstream">What is known of this very repository; null for nothing.</param>
    /// <param name="good">The last load that ended well; null for none.</param>
    internal static UpdateView With(UpdateView view, UpdatePlace place, UpstreamState? upstream, GoodLoad? good)
    {
        var isHalfDone = WayBack.IsHalfDone(view.Former, place, upstream?.Commit, view.Images, good);
        var isMissing = view.Images.Values.Any(id => id is null);
        return view with
        {
            HalfDone = isHalfDone,
            CanApply = UpdateRules.IsWanted(upstream is null ? 0 : upstream.Behind ?? 0, isMissing, isHalfDone),
            CanRollBack = view.Former is { } former
                && WayBack.WhyAnother(former, place) is null
                && !UpdateRules.IsBack(former, upstream?.Commit, view.Images)
        };
    }

    internal static bool? Differ(IReadOnlyDictionary<string, string?> images, int nodes) =>
        nodes < 2 || images.Count < 2 ? null : images.Values.Distinct().Count() > 1;

    internal static IEnumerable<UpdateState> LeftBy(IEnumerable<UpdateState> updates)
    {
        foreach (var update in updates.OrderByDescending(update => update.RequestedAt))
        {
            if (update is { IsActive: false, Run.Left: not null }) yield return update;
            if (update.FromCommit is not null) yield break;
        }
    }

    // A download says of itself whether it only compares.
    private JobState? JobOf(string id) => mirror.Value(States.Job(id)) is { Kind: JobKind.Download, IsActive: true } job
        ? mirror.Value(States.Download(id)) ?? job
        : mirror.Value(States.Job(id));

    private JobFailure? Hindrance(EffectiveSettings now, UpstreamState? upstream)
    {
        var running = Ids.Select(JobOf).FirstOrDefault(job => job?.IsActive == true);
        return (now.Spark1, mirror.Value(States.Driver)?.AnotherPanel, mirror.Value(States.Swap), running) switch
        {
            (null, _, _, _) => new("not_configured", "No Spark is set up yet", "Open Settings, Set-up."),
            (_, { } panel, _, _) => UpdateFailures.AnotherPanel(panel),
            (_, _, { IsActive: true }, _) => new("swap_runs", "A swap is running", "Wait for it, or cancel it first."),
            (_, _, _, not null) => JobInTheWay.Of(running),
            _ => RepositoryPlace.In(now) is { } place && UpstreamRules.IsOf(upstream, place)
                ? UpdateRules.OfUpstream(upstream)
                : null
        };
    }
}
