using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>What a node that did not do what it was asked says of the update.</summary>
internal static class UpdateNodes
{
    /// <summary>Why nothing more is to be done; null where it is to be tried again.</summary>
    /// <exception cref="OperationCanceledException">The turn is over.</exception>
    public static JobFailure? Ends(ShellResult result) => result.Outcome switch
    {
        ShellOutcome.AnotherPanel => UpdateFailures.AnotherPanel(result.Found?.Panel ?? "another panel"),
        ShellOutcome.Superseded => throw new OperationCanceledException(result.Reason),
        _ => null
    };

    /// <summary>
    /// Whether a node is set up no more, or as another machine than it was: that one cannot be asked from here. By the
    /// settings, because shells follow them a moment later.
    /// </summary>
    public static bool IsGone(EffectiveSettings settings, string node, NodeAddress? machine) =>
        !settings.Nodes.Any(one => one.Name == node
            && (machine is null || machine == new NodeAddress(one.Host, one.Port)));
}
