using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Why a check fails, each as a sentence with what to do.</summary>
internal static class CheckFailures
{
    private const int LettersOfCommit = 12;

    private static readonly Remedy Again = new("Check them again", "Nothing is changed by that.");

    public static JobFailure Corrupt(string node, IReadOnlyList<string> paths) => new(
        "corrupt", $"{NodeNames.Of(node)} has other bytes than the Hub", $"The hash differs of: {Names(paths)}.")
    {
        Node = node,
        Remedies = [new("Delete these weights and download them again")]
    };

    public static JobFailure Interrupted(string node) => new(
        "interrupted", $"The check on {NodeNames.Of(node)} was ended by something else, three times",
        "A restart of the machine does that, and so does somebody who ends its processes.")
    {
        Node = node,
        Remedies = [Again]
    };

    public static JobFailure NotThere(string repo) => new(
        "not_on_disk", $"{repo} is on no disk of the Sparks", "Nothing can be compared with the Hub.")
    {
        Remedies = [new("Download it")]
    };

    public static JobFailure UnknownCommit(string repo, string commit) => new(
        "unknown_commit", $"The Hub has no {repo} at commit {commit[..Math.Min(commit.Length, LettersOfCommit)]}",
        "It was renamed, withdrawn or rewritten since, or your token may not see it: there is nothing to compare with.")
    {
        Remedies = [new("Download it again", "What is as the Hub has it now is kept.")]
    };

    private static string Names(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(5)) + (paths.Count > 5 ? $" and {paths.Count - 5} more" : "");
}
