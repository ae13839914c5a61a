using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>Why an update was not begun, or has failed: each with what to do.</summary>
internal static class UpdateFailures
{
    private const string GoBack = "Roll back: commit and image of before are kept";

    /// <summary>The remedy of every update that has changed something.</summary>
    public static Remedy RollBack { get; } = new(GoBack);

    public static JobFailure Silent(string node, string? reason) => new(
        "node_silent", $"{NodeNames.Of(node)} cannot be asked", reason ?? "Nothing was begun.")
    {
        Node = node,
        Remedies = [new("See whether it is switched on and on the network, then try again")]
    };

    public static JobFailure Expired() => new(
        "expired", "Nobody took the update in time", "No instance drove the cluster for a minute. Nothing was touched.")
    {
        Remedies = [new("Try again")]
    };

    public static JobFailure HasMoved() => new(
        "upstream_moved", "Upstream has newer commits than those that were shown", "Nothing was touched.")
    {
        Remedies = [new("Look at them, then update")]
    };

    public static JobFailure DockerSilent(string node) => new(
        "docker_silent", $"docker on {NodeNames.Of(node)} does not answer", "Which image is there is not known.")
    {
        Node = node,
        Remedies = [new("Look at it there", Command: "docker images")]
    };

    public static JobFailure NoTool(string directory) => new(
        "no_tool", "The launcher has no build-and-copy.sh", $"It is not in {directory}, or may not be run.")
    {
        Node = UpdatePlace.Head
    };

    public static JobFailure NothingToApply() => new(
        "nothing_to_apply", "The launcher is as new as its upstream", "Check again to ask upstream anew.");

    public static JobFailure NothingToRollBack() => new(
        "nothing_to_roll_back", "There is nothing to roll back to",
        "Commit and image are recorded with each update that is applied from here.");

    public static JobFailure IsBack() => new(
        "nothing_to_roll_back", "Launcher and image are those of before already", "There is nothing to be done.");

    /// <param name="why">A sentence that says what differs.</param>
    public static JobFailure FormerElsewhere(string why) => new(
        "former_elsewhere", "What was recorded is of another place", $"{why} Nothing was touched.")
    {
        Remedies = [new("Set what it was recorded with, or go back by hand")]
    };

    public static JobFailure FormerImageGone(string node, FormerLauncher former) => new(
        "former_image_gone", $"The image of before is not on {NodeNames.Of(node)} any more",
        $"Somebody has removed {former.Tag}. The commit alone can be gone back to by hand.")
    {
        Node = node,
        Remedies = [new("Go back by hand, and build the image anew", Command: $"git checkout {former.Commit}")]
    };

    public static JobFailure NothingToSync() => new(
        "nothing_to_sync", "There is one image, and no other", "There is nothing to be copied.");

    public static JobFailure NoImage(string image) => new(
        "image_missing", $"The image {image} is missing on Spark 1", "There is nothing to be copied.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Build it: apply an update, or do it by hand", Command: "./build-and-copy.sh -c")]
    };

    public static JobFailure DiskShort(string node, long free, long needed, bool isFirst) => new(
        "disk_short", $"The disk of {NodeNames.Of(node)} is too full",
        $"{Gigabytes(free)} are free where docker keeps images, and {Gigabytes(needed)} are needed: "
        + (isFirst ? "an image has tens of gigabytes." : "the old image is kept beside the new one."))
    {
        Node = node,
        Remedies =
        [
            new("Delete models that you do not use"),
            new("Remove images that nothing uses", Command: "docker image prune")
        ]
    };

    /// <param name="why">What ssh says, as it is told of a copy of files.</param>
    public static JobFailure NotLinked(JobFailure why) => why with
    {
        Title = why.Code == "no_login"
            ? "Spark 1 may not log in to Spark 2, where the image has to be copied"
            : "Spark 1 does not reach Spark 2, where the image has to be copied"
    };

    public static JobFailure AnotherPanel(string panel) => new(
        "another_panel", "Another panel drives these Sparks",
        $"It calls itself {panel}. Nothing more is done from here.")
    {
        Remedies = [new("Take over on the page, then look what is there")]
    };

    public static JobFailure NotStarted(string node, string words) => new(
        "not_started", $"Nothing can be started on {NodeNames.Of(node)}", words)
    {
        Node = node
    };

    public static JobFailure NotTagged(string node, string words) => new(
        "not_recorded", $"The present image of {NodeNames.Of(node)} could not be given a second name", words)
    {
        Node = node,
        Remedies = [new("Nothing was changed. Look what docker says there", Command: "docker images")]
    };

    public static JobFailure Lost(string node) => new(
        "interrupted", "The update was ended in the middle",
        $"Its command is gone from {NodeNames.Of(node)} and has left no exit code: was it restarted?")
    {
        Node = node,
        Remedies = [new("Apply it again"), RollBack]
    };

    public static JobFailure NotMoved(int? behind) => new(
        "not_moved", "The launcher is not where its upstream is",
        behind is { } count
            ? $"git said that all went well, but it is {count.ToString(CultureInfo.InvariantCulture)} behind."
            : "git said that all went well, but where it stands cannot be told.")
    {
        Node = UpdatePlace.Head,
        Remedies = [new("Look at it by hand", Command: "git status"), RollBack]
    };

    public static JobFailure ImagesDiffer(UpdateFacts facts) => new(
        "images_differ", "The two Sparks have different images",
        $"{Listed(facts)}. A load over both may fail.")
    {
        Remedies = [new("Copy the image of Spark 1 to Spark 2"), RollBack]
    };

    public static JobFailure ImageUnknown(string node) => new(
        "image_unknown", $"Which image {NodeNames.Of(node)} has cannot be told",
        "It could not be asked when the update was over.")
    {
        Node = node,
        Remedies = [new("When it answers again, see whether both have the same image"), RollBack]
    };

    public static JobFailure ImageMissing(string node) => new(
        "image_missing", $"There is no image on {NodeNames.Of(node)} after the update", null)
    {
        Node = node,
        Remedies = [new("Apply it again"), RollBack]
    };

    public static JobFailure DoesNotStart(string node, string words) => new(
        "image_does_not_start", $"The new image does not start on {NodeNames.Of(node)}", GitText.Last(words))
    {
        Node = node,
        Remedies = [RollBack]
    };

    public static JobFailure LauncherGone(string directory) => new(
        "launcher_gone", "There is no launch-cluster.sh any more", $"It is not in {directory} after the update.")
    {
        Node = UpdatePlace.Head,
        Remedies = [RollBack]
    };

    public static JobFailure NotBack(FormerLauncher former, UpdateFacts facts) => new(
        "not_rolled_back", "Launcher and images are not those of before",
        $"Wanted is {Commit(former.Commit)}; there is {Commit(facts.Repository?.Commit)}, with "
        + $"{Listed(facts)}.")
    {
        Remedies = [new("Where the images differ, copy that of Spark 1 to Spark 2"), new("Try again")]
    };

    /// <summary>A commit as people write it.</summary>
    public static string Commit(string? commit) =>
        commit is { Length: > 7 } ? commit[..7] : commit ?? "an unknown commit";

    /// <summary>An image's id as docker prints it.</summary>
    public static string Short(string? image) =>
        image is null ? "no image" : image.Replace("sha256:", "", StringComparison.Ordinal)[..12];

    private static string Listed(UpdateFacts facts) => string.Join(
        ", ", facts.Ids.OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => $"{NodeNames.Of(node.Key)}: {Short(node.Value)}"));

    private static string Gigabytes(long bytes) =>
        $"{(bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB";
}
