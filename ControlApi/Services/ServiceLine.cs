using SparkControl.Contracts;

namespace SparkControl.ControlApi.Services;

/// <summary>An action that has ended, as a line of the connectivity log.</summary>
internal static class ServiceLine
{
    /// <param name="action">The action.</param>
    /// <param name="node">The Spark that it was done on; null when that is not known.</param>
    public static ConnectivityEntry Of(ServiceAction action, string? node) => new()
    {
        Id = action.Id,
        At = action.EndedAt ?? action.RequestedAt,
        Kind = ConnectivityKind.Action,
        Service = action.Service,
        Node = node,
        // What a machine has stopped is away against everybody's will.
        Planned = !ActionSource.IsMachine(action.Source),
        Ok = action.Phase == ActionPhase.Done,
        Source = action.Source,
        Error = action.Failure is { } failure ? Sentences(failure.Title, failure.Detail) : null,
        Ms = action.EndedAt is { } ended ? Math.Round((ended - action.RequestedAt).TotalMilliseconds) : null,
        Evidence = Sentences(action.Failure is null ? Done(action) : null, action.Reason)
    };

    private static string Done(ServiceAction action) => action switch
    {
        { Service: "vllm" } => $"vllm was asked to {Wire.Word(action.Verb)}",
        { Verb: ServiceVerb.Start } => $"{action.Service} was started",
        { Verb: ServiceVerb.Stop } => $"{action.Service} was stopped",
        { Verb: ServiceVerb.Restart } => $"{action.Service} was restarted",
        _ => $"The memory cap of {action.Service} was set"
    };

    private static string? Sentences(params string?[] parts) =>
        string.Join(' ', parts.OfType<string>().Select(part => part.EndsWith('.') ? part : $"{part}."))
            is { Length: > 0 } text ? text : null;
}
