using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>What a change on a node that did not run says of the update.</summary>
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
}
