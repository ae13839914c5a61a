using SparkControl.Contracts;

namespace SparkControl.ControlApi.Import;

/// <summary>Where in the file an event stands: the names above it may say what it is, or of which service.</summary>
/// <param name="Name">The name of the list; null at the top.</param>
/// <param name="IsList">Whether it is in a list that has a name.</param>
internal sealed record OldEventPlace(string? Name = null, bool IsList = false)
{
    private static readonly HashSet<string> Plain =
        ["events", "entries", "log", "logs", "history", "items", "connectivity", "data", "services", "records"];

    /// <summary>What all events there are; null when the names do not say.</summary>
    public ConnectivityKind? Kind { get; init; }

    /// <summary>The service that all events there are about; null when the names do not say.</summary>
    public string? Service { get; init; }

    /// <summary>The place of what stands under a name.</summary>
    public OldEventPlace Under(string name, bool isList) => OldName.Plain(name) switch
    {
        "transitions" => this with { Name = name, IsList = isList, Kind = ConnectivityKind.Transition },
        "reports" => this with { Name = name, IsList = isList, Kind = ConnectivityKind.Report },
        var plain when Plain.Contains(plain) => this with { Name = name, IsList = isList },
        _ => this with { Name = name, IsList = isList, Service = name }
    };
}
