using SparkControl.Contracts;
using static SparkControl.ControlApi.Downloads.DownloadFailures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Why files do not come from the first Spark to the second.</summary>
internal static class CopyFailures
{
    public static JobFailure NoRsync(string node) => new(
        "no_rsync", $"{NodeNames.Of(node)} has no rsync, which copies the files to the other Spark")
    {
        Node = node,
        Remedies = [new($"Install rsync on {NodeNames.Of(node)}", Command: "sudo apt-get install rsync"), Again]
    };

    public static JobFailure NoLogin(string node, string said) => new(
        "no_login", $"Spark 1 may not log in to {NodeNames.Of(node)}, where the files have to be copied",
        $"ssh says: {said}")
    {
        Node = node,
        Remedies =
        [
            new(
                $"Let Spark 1 log in to {NodeNames.Of(node)} without a password",
                "On Spark 1, with the address of the link between the two.",
                "ssh-copy-id USER@ADDRESS"),
            Again
        ]
    };

    public static JobFailure NoLink(string node, string said) => new(
        "no_link", $"Spark 1 does not reach {NodeNames.Of(node)}, where the files have to be copied",
        $"ssh says: {said}")
    {
        Node = node,
        Remedies = [new("Look at the link between the two Sparks"), Again]
    };

    public static JobFailure CopyFailed(string node, int code, string said) => new(
        "copy_failed", $"The files could not be copied to {NodeNames.Of(node)}",
        $"rsync ended with code {code}{(said.Length > 0 ? $": {said}" : ".")} They are whole on the first Spark.")
    {
        Node = node,
        Remedies = [new("Look whether Spark 1 reaches Spark 2 over SSH without a password"), Again]
    };
}
