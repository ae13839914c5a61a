using SparkControl.Sparks;
using static SparkControl.ControlApi.Swaps.FailureCause;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Loads that fail for the Spark itself: its disk, docker, images, ports, and the launcher.</summary>
internal static class HostCauses
{
    /// <summary>The code of: the launcher has started vLLM in a container that was there already.</summary>
    public const string SecondLaunch = "second_launch";

    public static FailureCause DiskFull =>
        Cause("disk_full", Root, "The disk is full", null, Do("Delete models that you do not use"));

    public static FailureCause NameConflict => Cause(
        "name_conflict", Root, "A container of that name is still there", "The one before has not gone yet.",
        Do("Try again"));

    public static FailureCause DockerPermission => Cause(
        "docker_permission", Root, "The user may not use Docker on the Spark", null,
        Do("Add the user to the docker group, then log in again", null, "sudo usermod -aG docker $USER"));

    public static FailureCause DockerDown => Cause(
        "docker_down", Root, "Docker does not run on the Spark", null,
        Do("Start Docker", null, "sudo systemctl start docker"));

    public static FailureCause PortInUse => Cause(
        "port_in_use", Root, "Something else listens on vLLM's port", null,
        Do("Stop it, or choose another port in Settings"));

    public static FailureCause OthersContainer => Cause(
        SecondLaunch, Root, "Somebody else's container came first",
        "The launcher starts a second vLLM in a container that is there already.",
        Do("Find out who started it, then try again"));

    public static FailureCause ImageMissing(string line) => Cause(
        "image_missing", Root, "The vLLM image is not on the Spark", "It is built or pulled by the launcher's update.",
        Do("Build the image",
            "On Spark 1, in the launcher's directory. With -c behind it, it is copied to Spark 2 too.",
            $"./build-and-copy.sh{ImageOption(line)}"));

    public static FailureCause ImageMismatch(string line) => Cause(
        "image_mismatch", Root, "The Sparks have different vLLM images", "Both must run the same one.",
        Do("Copy the image to the other Spark", "On Spark 1, in the launcher's directory.",
            $"./build-and-copy.sh --no-build{ImageOption(line)} -c"));

    public static FailureCause LauncherSays(string line) => Cause(
        "launcher", Symptom, $"The launcher says: {line["Error: ".Length..].TrimEnd('.')}", null, Do("Try again"));

    private static string ImageOption(string line) => LauncherTools.ImageOption(FailureFigures.Image(line));
}
