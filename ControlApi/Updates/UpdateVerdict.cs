using System.Text.Json.Nodes;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What is made of a phase whose jobs are over. An exit code counts only together with what is seen afterwards. All of
/// it is pure.
/// </summary>
internal static class UpdateVerdict
{
    /// <summary>Why a job ended as it did; of one that left no code nobody knows.</summary>
    public static JobFailure WhyEnded(UpdateState state, string node, UpdateSignal.JobEnded ended)
    {
        if (ended.ExitCode is not { } code) return UpdateFailures.Lost(node);

        var (words, directory) = (string.Join('\n', ended.Words), state.Run!.Place.LauncherDir);
        return state.Phase switch
        {
            UpdatePhase.Smoke => UpdateFailures.DoesNotStart(node, words),
            UpdatePhase.Pulling =>
                GitWords.Of(words, directory) ?? Unexplained("pull_failed", "git could not take what upstream has"),
            UpdatePhase.RollingBack =>
                GitWords.Of(words, directory)
                    ?? Unexplained("roll_back_failed", $"The roll back has failed on {NodeNames.Of(node)}"),
            _ => BuildLines.Cause(ended.Words)
                ?? Unexplained("build_failed", "The launcher's build-and-copy.sh has failed")
        };

        JobFailure Unexplained(string what, string title) => new(
            what, title, $"It ended with code {code}. The last it said: {GitText.Last(words)}")
        {
            Node = node
        };
    }

    /// <summary>Why the phase did not do what it was for; null when it did.</summary>
    public static JobFailure? Of(UpdateState state, UpdateFacts facts) => state.Phase switch
    {
        UpdatePhase.Pulling or UpdatePhase.Building or UpdatePhase.Copying => OfApply(state, facts),
        UpdatePhase.Smoke => OfSmoke(state, facts),
        UpdatePhase.RollingBack => OfRollBack(state, facts),
        _ => state.Run!.Suspect ?? OfImages(state, facts)
    };

    /// <summary>The state with what is there now: an update that has failed tells the truth too.</summary>
    public static UpdateState WithTruth(UpdateState state, UpdateFacts facts)
    {
        var smoke = (state.Smoke ?? new()) with { Images = facts.Ids };
        if (state.Phase == UpdatePhase.Smoke) smoke = smoke with { Probed = facts.Launcher?.Present is not null };
        if (facts.Launcher is { Present: not null } launcher && state.Run!.Abilities is { } before)
        {
            var (had, has) = (Abilities(before), Abilities(launcher.Capabilities));
            smoke = smoke with { Gained = [.. has.Except(had)], Lost = [.. had.Except(has)] };
        }

        // Once the pull was seen to have done its work nothing moves the commit any more.
        var known = state.Phase is UpdatePhase.Smoke or UpdatePhase.Loading ? state.ToCommit : null;
        return state with { Smoke = smoke, ToCommit = facts.Repository?.Commit ?? known };
    }

    // One that left no code may have come to its end all the same; then commit and images both show it.
    private static JobFailure? OfApply(UpdateState state, UpdateFacts facts)
    {
        var run = state.Run!;
        var isProven = facts.Repository is { Behind: 0, Branch: not null }
            && facts.AreSame == true
            && facts.Ids.All(node => run.Images.GetValueOrDefault(node.Key) != node.Value);
        if (run.Suspect is { } suspect && !(run.ExitCode is null && isProven && !run.IsSilent))
            return WithWayBack(suspect, state, facts);
        if (facts.Repository is not { Behind: 0, Branch: not null })
            return UpdateFailures.NotMoved(facts.Repository?.Behind);

        return OfImages(state, facts);
    }

    private static JobFailure? OfImages(UpdateState state, UpdateFacts facts)
    {
        foreach (var node in state.Run!.Place.Nodes)
        {
            if (!facts.Ids.TryGetValue(node, out var id)) return UpdateFailures.ImageUnknown(node);
            if (id is null) return UpdateFailures.ImageMissing(node);
        }

        return facts.AreSame == true ? null : UpdateFailures.ImagesDiffer(facts);
    }

    private static JobFailure? OfSmoke(UpdateState state, UpdateFacts facts) => state.Run!.Suspect
        ?? (facts.Launcher?.Present == false ? UpdateFailures.LauncherGone(state.Run.Place.LauncherDir) : null);

    private static JobFailure? OfRollBack(UpdateState state, UpdateFacts facts) => state.Run switch
    {
        { Former: { } former } when UpdateRules.IsBack(former, facts.Repository?.Commit, facts.Ids) => null,
        { Suspect: { } suspect } => suspect,
        { Former: { } former } => UpdateFailures.NotBack(former, facts),
        _ => UpdateFailures.NothingToRollBack()
    };

    // Nothing to go back from where neither commit nor image has moved.
    private static JobFailure WithWayBack(JobFailure failure, UpdateState state, UpdateFacts facts)
    {
        var hasMoved = facts.Repository?.Commit != state.FromCommit
            || facts.Ids.Any(node => state.Run!.Images.GetValueOrDefault(node.Key) != node.Value);
        return hasMoved && !failure.Remedies.Contains(UpdateFailures.RollBack)
            ? failure with { Remedies = [.. failure.Remedies, UpdateFailures.RollBack] }
            : failure;
    }

    private static IEnumerable<string> Abilities(LauncherCapabilities capabilities) =>
        Wire.Members(capabilities)
            .Where(ability => ability.Value is JsonValue value && value.TryGetValue<bool>(out var can) && can)
            .Select(ability => ability.Key);
}
