using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>What the panel itself says in an update's log, each sentence once.</summary>
internal static class UpdateWords
{
    /// <summary>Whatever is done to images, what runs is not touched.</summary>
    public const string KeepsImage =
        "The model that runs keeps the image it was started with, until it is loaded again.";

    /// <summary>What is said when a phase begins.</summary>
    public static IEnumerable<UpdateSentence> Of(UpdateState state)
    {
        var isRestoring = state is { Phase: UpdatePhase.Loading, Run.IsRestoring: true };
        var subject = isRestoring ? "restoring" : Wire.Word(state.Phase);
        if (Sentence(state) is { } sentence) yield return new(subject, sentence);
        if (state is { Phase: UpdatePhase.Recording or UpdatePhase.RollingBack or UpdatePhase.Syncing })
            yield return new("image", KeepsImage);
        if (state is { Phase: UpdatePhase.RollingBack })
            yield return new(
                "detached",
                "The commit is checked out by itself, and local changes stay as they are. The next update goes back to "
                + "the branch first.");
    }

    private static string? Sentence(UpdateState state) => state.Phase switch
    {
        UpdatePhase.Checking => "Looking at repository, images and disks.",
        UpdatePhase.Recording => $"Recording commit {Commit(state.FromCommit)} and its image, for a roll back.",
        UpdatePhase.Pulling => state.Run switch
        {
            { Former: { } former, Branch: { } branch } =>
                $"A roll back goes to {Commit(former.Commit)} and {former.Tag}. Going back to {branch} first.",
            { Former: { } former } => $"A roll back goes to {Commit(former.Commit)} and {former.Tag}.",
            _ => null
        },
        UpdatePhase.Smoke => "Trying whether the image starts, and what the launcher can do now.",
        UpdatePhase.Loading => state.Run is { IsRestoring: true, Served: { } served }
            ? $"Loading {served.ModelName} again, which a trial has stopped."
            : $"Loading {state.SmokeModel} as a trial.",
        UpdatePhase.RollingBack => $"Rolling back to commit {Commit(state.ToCommit)} and its image.",
        UpdatePhase.Syncing => "Copying the image of Spark 1 to Spark 2.",
        UpdatePhase.Done => Done(state),
        UpdatePhase.Failed => $"Failed: {state.Failure!.Title}. {state.Failure.Detail}".TrimEnd() + Left(state),
        UpdatePhase.Cancelled => $"Cancelled.{Unknown(state)}{Left(state)}",
        _ => null
    };

    private static string Done(UpdateState state)
    {
        var versions = state.Smoke?.Versions.Values.OfType<string>().Distinct().ToList() ?? [];
        var vllm = versions.Count == 1 ? $", vLLM {versions[0]}" : "";
        return state.Action switch
        {
            UpdateAction.Apply =>
                $"Done: the launcher is at {Commit(state.ToCommit)}{vllm}.{Images(state)}{Trial(state)}{Again(state)}",
            UpdateAction.RollBack =>
                $"Done: launcher and image are those of {Commit(state.ToCommit)} again.{Again(state)}{Nameless(state)}",
            _ => $"Done.{Images(state)}"
        };
    }

    private static string Trial(UpdateState state) => state.Smoke?.NotTried is { } why
        ? $" {state.SmokeModel} was not tried with it: {why.TrimEnd('.')}."
        : "";

    private static string Again(UpdateState state) => state.Smoke?.Again switch
    {
        { Problem: { } why } again =>
            $" {again.ModelName}, which served before, was not loaded again: {why.TrimEnd('.')}.",
        { } again => $" {again.ModelName} serves again.",
        null => ""
    };

    // Tens of gigabytes that no name leads to.
    private static string Nameless(UpdateState state) =>
        state.Smoke?.Images.Any(node => state.Run?.Images.GetValueOrDefault(node.Key) != node.Value) == true
            ? " The newer image stays on the disk without a name; docker image prune removes it."
            : "";

    private static string Unknown(UpdateState state) => state.Failure is { } failure ? $" {failure.Title}." : "";

    private static string Left(UpdateState state) => state.FromCommit is null || state.Smoke is null
        ? ""
        : $" The launcher is at {Commit(state.ToCommit)}.{Images(state)}";

    private static string Images(UpdateState state)
    {
        if (state.Smoke?.Images is not { Count: > 0 } images) return "";

        var ids = images.OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => $"{UpdateFailures.Short(node.Value)} on {NodeNames.Of(node.Key)}");
        return $" Image: {string.Join(", ", ids)}.";
    }

    private static string Commit(string? commit) => UpdateFailures.Commit(commit);
}

/// <summary>A sentence of the panel's own.</summary>
/// <param name="Subject">Under this it is said once.</param>
/// <param name="Text">What is said.</param>
internal sealed record UpdateSentence(string Subject, string Text);
