using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>Where temporary files go.</summary>
internal static class CacheDirectory
{
    private const string Mounted = "/data";

    /// <summary>
    /// <c>CACHE_DIR</c>, else <c>cache</c> in <c>DATA_DIR</c>, else in the place that ControlApi chooses for its data.
    /// </summary>
    public static string Of(IConfiguration settings)
    {
        if (settings["CACHE_DIR"] is { } cache && !string.IsNullOrWhiteSpace(cache)) return UserPath.Full(cache);
        if (settings["DATA_DIR"] is { } data && !string.IsNullOrWhiteSpace(data))
            return In(Path.GetFullPath(data.Trim()));

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return TryCreate(In(Mounted)) ? In(Mounted) : In(Path.Combine(home, ".local", "share", "spark-control"));
    }

    private static string In(string directory) => Path.Combine(directory, "cache");

    private static bool TryCreate(string directory)
    {
        if (!Directory.Exists(Mounted)) return false;
        try
        {
            Directory.CreateDirectory(directory);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
