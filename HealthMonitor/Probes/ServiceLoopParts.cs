using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Connectivity;
using SparkControl.HealthMonitor.Leadership;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What every loop needs: where to read, where to write, and whether it may.</summary>
internal sealed record ServiceLoopParts(
    StateMirror Mirror, StateStore Store, ConnectivityLog Log, RedisLink Redis, HealthLeadership Leadership,
    NodeShells Shells, SeenTime Seen, TimeProvider Time, ILogger<ServiceLoop> Logger);
