namespace SparkControl.ControlApi.Settings;

/// <summary>Where a value comes from. A later one wins.</summary>
public enum SettingSource
{
    /// <summary>Nobody has set it.</summary>
    Default,

    /// <summary>A variable of the environment.</summary>
    Environment,

    /// <summary><c>settings.yaml</c>, written by the Settings page.</summary>
    Settings,

    /// <summary><c>startos.json</c>, written by the StartOS package: cannot be changed on the page.</summary>
    Startos
}
