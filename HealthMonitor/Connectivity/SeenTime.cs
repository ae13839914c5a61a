using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Uptime;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>
/// What this process has seen of the services, to the moment, until it is counted: also while Redis is away, and while
/// another one leads. The last thousand stretches of each are kept.
/// </summary>
internal sealed class SeenTime
{
    private readonly ConcurrentDictionary<string, SeenStretches> services = new();

    /// <summary>A service was looked at.</summary>
    public void Note(ServiceState seen, DateTimeOffset now) =>
        services.AddOrUpdate(seen.Name, _ => SeenStretches.First(seen, now), (_, before) => before.Next(seen, now));

    /// <summary>What is not counted yet, oldest first.</summary>
    public IReadOnlyList<UptimeSpan> Of(string service) =>
        services.TryGetValue(service, out var known) ? known.Spans : [];

    /// <summary>What is counted need not be kept.</summary>
    /// <param name="service">The service.</param>
    /// <param name="through">Until when it is counted.</param>
    public void Counted(string service, DateTimeOffset through)
    {
        if (services.TryGetValue(service, out var known))
            services.AddOrUpdate(service, known, (_, present) => present.After(through));
    }
}
