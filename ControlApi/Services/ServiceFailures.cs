using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>Why an action on a service has failed, for a person.</summary>
internal static class ServiceFailures
{
    /// <summary>Characters kept of what a node or docker has said.</summary>
    private const int Longest = 1000;

    private static readonly Remedy Again = new("Try again");

    /// <summary>An action that has failed, and why.</summary>
    public static ServiceAction Of(ServiceAction action, ActionFailure failure) =>
        action with { Phase = ActionPhase.Failed, Failure = failure };

    /// <summary>A failure as it is kept: one bounded line a sentence, with nothing of a terminal's in it.</summary>
    public static ActionFailure Plain(ActionFailure failure) =>
        failure with { Title = Plain(failure.Title) ?? "", Detail = Plain(failure.Detail) };

    public static ActionFailure Expired() => new(
        "expired", "Nobody did this in time", "No instance drove the cluster for a minute. Nothing was touched.")
    {
        Remedies = [Again]
    };

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

    public static ActionFailure NoContainer(ServiceAction action, ActionPlace place) => new(
        "container_unknown", $"There is no container {place.Container} on {NodeNames.Of(place.Node)}",
        "It was never made, was removed, or has another name.")
    {
        Remedies =
        [
            new("See which containers there are", $"On {NodeNames.Of(place.Node)}.", "docker ps -a"),
            new($"Make it, or set the name of {action.Service}'s container in Settings")
        ]
    };

    /// <summary>Docker has not refused, and the container is not as it should be.</summary>
    /// <param name="action">What was wanted.</param>
    /// <param name="place">What it was done to.</param>
    /// <param name="look">It as it was last seen.</param>
    public static ActionFailure NotSo(ServiceAction action, ActionPlace place, ServiceLook look) => look switch
    {
        { Presence: Presence.Unknown } => Docker(action, place.Node, look.Reason ?? "It could not be looked at."),
        { Presence: Presence.Absent } => NoContainer(action, place),
        _ => NotSo(action, place, $"Docker has not refused, but says that {place.Container} is {look.Status}.")
    };

    /// <summary>It came up and did not stay so.</summary>
    public static ActionFailure EndedAgain(ServiceAction action, ActionPlace place) =>
        NotSo(action, place, $"{place.Container} came up and ended again.");

    /// <summary>Another instance had begun it, and it did not come about.</summary>
    public static ActionFailure Interrupted(ActionFailure seen) => seen with
    {
        Code = "interrupted",
        Detail = $"The panel that did this ended in the middle of it. {seen.Detail}".TrimEnd(),
        Remedies = [Again, .. seen.Remedies]
    };

    private static ActionFailure NotSo(ServiceAction action, ActionPlace place, string why) =>
        new("not_so", NotDone(action), why)
        {
            Remedies =
            [
                new(
                    "Read why in its log", $"On {NodeNames.Of(place.Node)}.",
                    $"docker logs --tail 50 {place.Container}")
            ]
        };

    private static string? Plain(string? said) => PlainText.Of(TerminalText.Of(said ?? ""), Longest);

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
