using SparkControl.Contracts;
using SparkControl.HealthMonitor.Speech;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Which probe a service gets.</summary>
internal static class ServiceProbes
{
    /// <param name="place">Where it is; it has a host.</param>
    /// <param name="time">The clock.</param>
    public static IServiceProbe Of(ServicePlace place, TimeProvider time)
    {
        var url = new Uri(place.ProbeUrl ?? place.BaseUrl!);
        var server = new Uri(url, "/");
        return place switch
        {
            { ProbeUrl: not null } => new CustomProbe(place.Name, url, time),
            { Name: "vllm" } => new VllmProbe(server, time),
            { Name: "parakeet" } => new ParakeetProbe(server, time),
            _ => new MagpieProbe(server, time)
        };
    }
}
