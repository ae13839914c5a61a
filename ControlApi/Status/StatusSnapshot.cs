using SparkControl.Contracts;

namespace SparkControl.ControlApi.Status;

/// <summary>Everything the first page needs. What is not known is null.</summary>
/// <param name="Now">The server's time.</param>
/// <param name="Version">This program's version.</param>
/// <param name="StaleSeconds">For how long Redis has not answered; null while it does.</param>
/// <param name="Configured">Whether a Spark is set up.</param>
/// <param name="Settings">The effective settings without secrets.</param>
/// <param name="Catalog">The models to choose from.</param>
/// <param name="Disk">Models on disk per node.</param>
/// <param name="Usual">Usual load times.</param>
/// <param name="Launcher">What the launcher can do.</param>
/// <param name="Driver">Who drives the cluster.</param>
/// <param name="Swap">The swap in progress or the last one.</param>
/// <param name="Services">By name; <c>vllm</c> among them.</param>
/// <param name="Nodes">By name.</param>
public sealed record StatusSnapshot(
    DateTimeOffset Now, string Version, int? StaleSeconds, bool Configured,
    EffectiveSettings? Settings, CatalogState? Catalog,
    DiskState? Disk, UsualLoads? Usual, LauncherState? Launcher, DriverState? Driver, SwapState? Swap,
    IReadOnlyDictionary<string, ServiceState?> Services, IReadOnlyDictionary<string, NodeStatus?> Nodes);
