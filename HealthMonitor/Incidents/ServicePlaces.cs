using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>On which node each service runs, by the settings.</summary>
internal static class ServicePlaces
{
    /// <summary>By the service's name; without those that are switched off or whose host is no node of ours.</summary>
    public static IReadOnlyDictionary<string, string> Of(EffectiveSettings settings)
    {
        var places = new Dictionary<string, string>();
        if (settings.Spark1 is { } head) places["vllm"] = head.Name;
        Add("parakeet", settings.Parakeet);
        Add("magpie", settings.Magpie);
        foreach (var service in settings.DisabledServices) places.Remove(service);
        return places;

        void Add(string name, SpeechServiceSettings service)
        {
            var node = service.Host is null
                ? settings.Spark2 ?? settings.Spark1
                : settings.Nodes.FirstOrDefault(node => node.Host == service.Host);
            if (node is not null) places[name] = node.Name;
        }
    }
}
