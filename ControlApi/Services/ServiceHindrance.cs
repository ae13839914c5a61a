using SparkControl.Contracts;

namespace SparkControl.ControlApi.Services;

/// <summary>Why nothing can be done to a service here, as a sentence; null when it can.</summary>
internal static class ServiceHindrance
{
    /// <summary>Why it cannot be started or stopped.</summary>
    public static string? Of(ServicePlace place) => place switch
    {
        { Host: null } => NoHost(place.Name),
        { Disabled: true } => $"{place.Name} is switched off in the settings.",
        { Name: "vllm" } => null,
        _ => ToReach(place)
    };

    /// <summary>Why its container cannot be asked; that it is switched off keeps nobody from reading its log.</summary>
    public static string? ToReach(ServicePlace place) => place switch
    {
        { Host: null } => NoHost(place.Name),
        { Container: null } => $"No container is named for {place.Name}: it is only watched.",
        { Node: null } => $"{place.Host} is none of your Sparks: {place.Name} is only watched there.",
        _ => null
    };

    private static string NoHost(string name) => name == "vllm"
        ? "No Spark is set up yet: open Settings, Set-up, and say where your Sparks are."
        : $"No host is set for {name}: open Settings and say where it runs.";
}
