using SparkControl.ControlApi.Settings;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>
/// Which variables a service reads, as its own source says it: one that is renamed there is not read any more.
/// </summary>
/// <param name="read">A file of the repository, by its path; null when it is not there.</param>
internal sealed class ReadVariables(Func<string, string?> read)
{
    private const string Defaults = "SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs";

    // The service, null for all of them, the variable, and where it is read in which words. All of one name must hold.
    private static readonly (string? Service, string Name, string File, string Words)[] Readers =
    [
        (null, "ConnectionStrings__redis", Defaults, "GetConnectionString(\"redis\")"),
        (null, "Cluster", Defaults, "[\"Cluster\"]"),
        // The host takes ASPNETCORE_ off.
        (null, "ASPNETCORE_HTTP_PORTS", Defaults, "[\"http_ports\"]"),
        ("ControlApi", "DATA_DIR", "ControlApi/Settings/SettingsEndpoints.cs", "[\"DATA_DIR\"]"),
        ("AudioProxy", "DATA_DIR", "AudioProxy/Uploads/CacheDirectory.cs", "[\"DATA_DIR\"]"),
        ("HealthMonitor", "DATA_DIR", "HealthMonitor/Sampling/KeyPath.cs", "[\"DATA_DIR\"]"),
        ("AudioProxy", "CACHE_DIR", "AudioProxy/Uploads/CacheDirectory.cs", "[\"CACHE_DIR\"]"),
        ("ControlApi", "BIND_PORT", Defaults, "[\"BIND_PORT\"]"),
        ("ControlApi", "BIND_PORT", "ControlApi/ControlApiApp.cs", "followsBindPort: true"),
        ("ControlApi", "HF_TOKEN", "ControlApi/Settings/Secrets.cs", "variable(\"HF_TOKEN\")"),
        ("ControlApi", "AUDIO_PROXY_URLS", "ControlApi/Gateway/AudioAddresses.cs", "\"AUDIO_PROXY_URLS\"")
    ];

    /// <param name="service">The project.</param>
    /// <param name="name">The variable.</param>
    public bool Has(string service, string name)
    {
        if (service == "ControlApi" && Setting.All.Any(setting => setting.EnvironmentName == name)) return true;

        var readers = Readers.Where(one => one.Name == name && (one.Service ?? service) == service).ToList();
        return readers.Count > 0
            && readers.All(one => read(one.File)?.Contains(one.Words, StringComparison.Ordinal) == true);
    }
}
