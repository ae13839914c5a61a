using System.ComponentModel.DataAnnotations;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>How long the connectivity log may get.</summary>
internal sealed record ConnectivityOptions
{
    public const string Section = "Connectivity";

    /// <summary>Lines kept; the embedded Redis takes 3 KB for each.</summary>
    [Range(100, 1_000_000)]
    public int Kept { get; init; } = ConnectivityLog.KeptByServer;
}
