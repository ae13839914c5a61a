namespace SparkControl.Contracts;

/// <summary>
/// Every state key: what the processes share and the page shows. Each is written whole, with a rev, by one service.
/// </summary>
public static class States
{
    /// <summary>The effective settings without secrets. Written by ControlApi.</summary>
    public static StateKey<EffectiveSettings> Settings => new("settings");

    /// <summary>The effective catalog. Written by ControlApi.</summary>
    public static StateKey<CatalogState> Catalog => new("catalog");

    /// <summary>Models on disk per node. Written by the holder of the cluster lease.</summary>
    public static StateKey<DiskState> Disk => new("disk");

    /// <summary>What the launcher on the head can do. Written by the holder of the cluster lease.</summary>
    public static StateKey<LauncherState> Launcher => new("launcher");

    /// <summary>
    /// Where the launcher's repository stands against upstream. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<UpstreamState> Upstream => new("upstream");

    /// <summary>
    /// What a roll back of the launcher goes back to. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<FormerLauncher> Former => new("former");

    /// <summary>
    /// The swap in progress or the last one. A new one by the script that takes the click, then by the holder of the
    /// cluster lease.
    /// </summary>
    public static StateKey<SwapState> Swap => new("swap");

    /// <summary>How long each model's loads usually take. Written by the holder of the cluster lease.</summary>
    public static StateKey<UsualLoads> Usual => new("usual");

    /// <summary>
    /// Which options the vLLM of each image takes. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<OptionsState> Options => new("options");

    /// <summary>What the models' own files say of them. Written by the holder of the cluster lease.</summary>
    public static StateKey<FactsState> Facts => new("facts");

    /// <summary>What good loads have shown of memory. Written by the holder of the cluster lease.</summary>
    public static StateKey<MeasuredState> Measured => new("measured");

    /// <summary>The last load that ended well. Written by the holder of the cluster lease.</summary>
    public static StateKey<GoodLoad> Good => new("good");

    /// <summary>
    /// Loads that have failed, until model, settings or image change. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<BadLoads> Bad => new("bad");

    /// <summary>
    /// The load whose failure the last roll back answers, as it ended. Written by the script that begins the roll back.
    /// </summary>
    public static StateKey<SwapState> Failed => new("failed");

    /// <summary>The lock that automation holds. Written by ControlApi, by script.</summary>
    public static StateKey<Reservation> Reservation => new("reservation");

    /// <summary>
    /// Who drives the cluster, and whether another panel does. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<DriverState> Driver => new("driver");

    /// <summary>Verdict, evidence and metrics of a service. Written by HealthMonitor's leader.</summary>
    public static StateKey<ServiceState> Service(string name) => new($"service:{name}");

    /// <summary>
    /// The action on a service in progress or the last one. A new one by the script that takes the click, then by the
    /// holder of the cluster lease.
    /// </summary>
    public static StateKey<ServiceAction> Action(string service) => new($"action:{service}");

    /// <summary>
    /// The memory cap that this panel gave a service's container last. Written by the holder of the cluster lease.
    /// </summary>
    public static StateKey<ServiceCap> Cap(string service) => new($"cap:{service}");

    /// <summary>How far the connectivity log has come. Written by HealthMonitor's leader.</summary>
    public static StateKey<JournalMark> Journal => new("journal");

    /// <summary>A node as it was last seen. Written by HealthMonitor's leader.</summary>
    public static StateKey<NodeStatus> Node(string name) => new($"node:{name}");

    /// <summary>
    /// What all jobs have in common, of any of them. A new one by the script that takes the click, then by the holder
    /// of the cluster lease, whole, as what it is.
    /// </summary>
    public static StateKey<JobState> Job(string id) => new($"{Jobs}{id}");

    /// <summary>A download, under the key that all jobs have.</summary>
    public static StateKey<DownloadState> Download(string id) => new($"{Jobs}{id}");

    /// <summary>An update of the launcher, under the key that all jobs have.</summary>
    public static StateKey<UpdateState> Update(string id) => new($"{Jobs}{id}");

    /// <summary>A deletion, under the key that all jobs have.</summary>
    public static StateKey<DeletionState> Deletion(string id) => new($"{Jobs}{id}");

    /// <summary>What the name of each job's state begins with.</summary>
    public const string Jobs = "job:";
}
