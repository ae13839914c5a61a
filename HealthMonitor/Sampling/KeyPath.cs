using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>Where the panel's private key is. ControlApi makes it; it is the one file that is read here.</summary>
internal static class KeyPath
{
    /// <param name="settings">
    /// <c>SSH_KEY_PATH</c> beats <c>DATA_DIR</c>, which beats the places ControlApi chooses from.
    /// </param>
    public static string Of(IConfiguration settings)
    {
        if (settings["SSH_KEY_PATH"] is { } path && !string.IsNullOrWhiteSpace(path)) return UserPath.Full(path);
        if (settings["DATA_DIR"] is { } data && !string.IsNullOrWhiteSpace(data)) return In(data.Trim());

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return File.Exists(In("/data")) ? In("/data") : In(Path.Combine(home, ".local", "share", "spark-control"));
    }

    private static string In(string directory) => Path.Combine(directory, "ssh", "id_ed25519");
}
