namespace SparkControl.Contracts;

/// <summary>
/// What is known of a service. A planned stop is no verdict of its own: see <see cref="ServiceState.Planned"/>.
/// </summary>
public enum ServiceVerdict
{
    /// <summary>Nobody could ask.</summary>
    Unknown,

    /// <summary>Answers as it should.</summary>
    Healthy,

    /// <summary>Its container is young and it does not answer yet.</summary>
    Starting,

    /// <summary>Answers, but not all of it works.</summary>
    Degraded,

    /// <summary>Should answer and does not.</summary>
    Unhealthy,

    /// <summary>Not running, and nothing says that it should.</summary>
    Stopped,

    /// <summary>No host is set for it.</summary>
    NotConfigured,

    /// <summary>Switched off in the settings.</summary>
    Disabled
}
