using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>Why an action on a service has failed, for a person.</summary>
internal static class ServiceFailures
{
    private static readonly Remedy Again = new("Try again");

    public static ActionFailure Expired() => new(
        "expired", "Nobody did this in time", "No instance drove the cluster for a minute. Nothing was touched.")
    {
        Remedies = [Again]
    };

    public static ActionFailure SwapUnknown() => new(
        "interrupted", "Whether the swap was begun is not known",
        "The panel that was to begin it ended in the middle. Look at the last swap.");

    public static ActionFailure NotControllable(ServiceAction action, string hindrance) => new(
        "not_controllable", NotDone(action), hindrance);

    /// <summary>Nothing ran: the node, its docker or another panel was in the way.</summary>
    /// <param name="action">What was wanted.</param>
    /// <param name="node">The Spark.</param>
    /// <param name="outcome">How the command ended.</param>
    /// <param name="reason">Why, as a sentence.</param>
    public static ActionFailure Hindered(ServiceAction action, string node, ShellOutcome outcome, string reason) =>
        outcome == ShellOutcome.AnotherPanel
            ? new("another_panel", NotDone(action), reason)
            {
                Remedies = [new("Take over on the page, if that panel is not to drive the Sparks any more")]
            }
            : new("node", NotDone(action), reason) { Remedies = [NodeRemedies.For(node, reason)] };

    /// <summary>Docker could not be asked about the container, or did not do what it was told.</summary>
    /// <param name="action">What was wanted.</param>
    /// <param name="node">The Spark.</param>
    /// <param name="trouble">Why, as a sentence with docker's words.</param>
    public static ActionFailure Docker(ServiceAction action, string node, string trouble) =>
        new(CodeOf(trouble), NotDone(action), trouble) { Remedies = [NodeRemedies.For(node, trouble)] };

    public static ActionFailure NoContainer(ServiceAction action, string node, string container) => new(
        "container_unknown", $"There is no container {container} on {NodeNames.Of(node)}",
        "It was never made, was removed, or has another name.")
    {
        Remedies =
        [
            new("See which containers there are", $"On {NodeNames.Of(node)}.", "docker ps -a"),
            new($"Make it, or set the name of {action.Service}'s container in Settings")
        ]
    };

    /// <summary>Docker has not refused, and the container is not as it should be.</summary>
    /// <param name="action">What was wanted.</param>
    /// <param name="node">The Spark.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="look">It as it was last seen.</param>
    public static ActionFailure NotSo(ServiceAction action, string node, string container, ServiceLook look) =>
        look switch
        {
            { Presence: Presence.Unknown } => Docker(action, node, look.Reason ?? "It could not be looked at."),
            { Presence: Presence.Absent } => NoContainer(action, node, container),
            _ => new("not_so", NotDone(action), $"Docker has not refused, but says that {container} is {look.Status}.")
            {
                Remedies =
                [
                    new("Read why in its log", $"On {NodeNames.Of(node)}.", $"docker logs --tail 50 {container}")
                ]
            }
        };

    /// <summary>A holder before us had begun it, and it did not come about.</summary>
    public static ActionFailure Interrupted(ServiceAction action, ActionFailure seen) => seen with
    {
        Code = "interrupted",
        Detail = $"The panel that did this ended in the middle of it. {seen.Detail}".TrimEnd(),
        Remedies = [Again, .. seen.Remedies]
    };

    private static string NotDone(ServiceAction action) => action.Verb switch
    {
        ServiceVerb.Start => $"{action.Service} was not started",
        ServiceVerb.Stop => $"{action.Service} was not stopped",
        ServiceVerb.Restart => $"{action.Service} was not restarted",
        _ => $"The memory cap of {action.Service} was not set"
    };

    private static string CodeOf(string trouble) => trouble switch
    {
        _ when trouble.Contains("refuses our user", StringComparison.Ordinal) => "docker_permission",
        _ when trouble.Contains("is not running", StringComparison.Ordinal) => "docker_down",
        _ when trouble.StartsWith("docker", StringComparison.Ordinal) => "docker",
        _ => "node"
    };
}
