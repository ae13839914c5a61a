namespace SparkControl.Contracts;

/// <summary>Who asks for an action on a service. An app gives a name of its own.</summary>
public static class ActionSource
{
    /// <summary>A person on the page; who gives no name is taken for one.</summary>
    public const string Page = "page";

    /// <summary>HealthMonitor, when a Spark's memory runs out.</summary>
    public const string Watchdog = "watchdog";

    /// <summary>HealthMonitor, when a service answers and does not work.</summary>
    public const string Liveness = "liveness";

    /// <summary>This panel, when a memory cap of the settings is not in force.</summary>
    public const string Settings = "settings";

    /// <summary>Whether no person has wanted it: what it explains ends with the action.</summary>
    public static bool IsMachine(string source) => source is Watchdog or Liveness;

    /// <summary>Whether the panel alone may call itself so; an app that did would be taken for it.</summary>
    public static bool IsReserved(string source) =>
        new[] { Watchdog, Liveness, Settings }.Contains(source, StringComparer.OrdinalIgnoreCase);
}
