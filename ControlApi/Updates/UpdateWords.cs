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
        var subject = Wire.Word(state.Phase);
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
        UpdatePhase.Loading => $"Loading {state.SmokeModel} as a trial.",
        UpdatePhase.RollingBack => $"Rolling back to commit {Commit(state.ToCommit)} and its image.",
        UpdatePhase.Syncing => "Copying the image of Spark 1 to Spark 2.",
        UpdatePhase.Done => Done(state),
        UpdatePhase.Failed => $"Failed: {state.Failure!.Title}. {state.Failure.Detail}".TrimEnd() + Left(state),
        UpdatePhase.Cancelled => $"Cancelled.{Left(state)}",
        _ => null
    };

    private static string Done(UpdateState state)
    {
        var versions = state.Smoke?.Versions.Values.OfType<string>().Distinct().ToList() ?? [];
        var vllm = versions.Count == 1 ? $", vLLM {versions[0]}" : "";
        return state.Action switch
        {
            UpdateAction.Apply => $"Done: the launcher is at {Commit(state.ToCommit)}{vllm}.{Images(state)}",
            UpdateAction.RollBack => $"Done: launcher and image are those of {Commit(state.ToCommit)} again.",
            _ => $"Done.{Images(state)}"
        };
    }

    private static string Left(UpdateState state) => state.FromCommit is null || state.Smoke is null
        ? ""
        : $" The launcher is at {Commit(state.ToCommit)}.{Images(state)}";

    private static string Images(UpdateState state)
    {
        if (state.Smoke?.Images is not { Count: > 0 } images) return "";

        var ids = images.OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => $"{UpdateFailures.Short(node.Value)} on {node.Key}");
        return $" Image: {string.Join(", ", ids)}.";
    }

    private static string Commit(string? commit) => UpdateFailures.Commit(commit);
}

/// <summary>A sentence of the panel's own.</summary>
/// <param name="Subject">Under this it is said once.</param>
/// <param name="Text">What is said.</param>
internal sealed record UpdateSentence(string Subject, string Text);
