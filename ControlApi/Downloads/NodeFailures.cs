using SparkControl.Contracts;
using static SparkControl.ControlApi.Downloads.DownloadFailures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What is wrong with a node of a download.</summary>
internal static class NodeFailures
{
    private const string Silent = "node_silent", Other = "other_machine";

    /// <summary>Whether it is the node itself that is away, which may take long.</summary>
    public static bool IsOfNode(JobFailure failure) => failure.Code is Silent or Other;

    public static JobFailure NodeSilent(string node, string? said) => new(
        Silent, $"{NodeNames.Of(node)} does not answer", said)
    {
        Node = node,
        Remedies = [new($"Look whether {NodeNames.Of(node)} is on and on the network"), Again]
    };

    public static JobFailure OtherMachine(string node, string why) => new(Other, why.TrimEnd('.'))
    {
        Node = node,
        Remedies = [new("Set it back in Settings, or download it again")]
    };

    public static JobFailure NoPyPi(string node, string said) => new(
        "no_network", $"{NodeNames.Of(node)} cannot reach PyPI, where uvx gets the Hub's tool", $"uv says: {said}")
    {
        Node = node,
        Remedies =
        [
            new($"Look at the network of {NodeNames.Of(node)}", "PyPI must be reachable once; then uv has the tool."),
            Again
        ]
    };
}
