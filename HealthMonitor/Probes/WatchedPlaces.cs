using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>The services of the settings, each name once.</summary>
internal static class WatchedPlaces
{
    /// <returns>None without settings, and of settings whose addresses are none.</returns>
    public static IReadOnlyList<ServicePlace> Of(EffectiveSettings? settings)
    {
        try
        {
            return [.. (settings?.Services ?? []).DistinctBy(place => place.Name)];
        }
        catch (UriFormatException)
        {
            return [];
        }
    }
}
