using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>What is said where a node was silent for too long after something was begun there.</summary>
internal static class SilenceFailures
{
    /// <summary>A node that its part of an update was begun on.</summary>
    public static JobFailure WentSilent(string node, string? reason) => new(
        "node_silent", $"{NodeNames.Of(node)} has not answered for too long",
        $"{Sentence(reason)}Whether what was begun there is still at work is not known; it is ended before anything "
        + "else is done to the launcher.")
    {
        Node = node,
        Remedies =
        [
            new("See whether it is switched on and on the network, then apply the update again"),
            UpdateFailures.RollBack
        ]
    };

    /// <summary>A cancel that a node did not hear.</summary>
    public static JobFailure NotCleared(string node, string? reason) => new(
        "node_silent", $"Whether anything is still at work on {NodeNames.Of(node)} is not known",
        $"{Sentence(reason)}What was begun there is ended before anything else is done to the launcher.")
    {
        Node = node,
        Remedies = [new("See whether it is switched on and on the network")]
    };

    private static string Sentence(string? reason) => reason is null ? "" : $"{reason.TrimEnd('.')}. ";
}
