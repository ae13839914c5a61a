using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>Tells the watches what was reported, as soon as it is in the log.</summary>
internal sealed class ReportNews
{
    /// <summary>Raised for each line that the leader has moved from the inbox. Handlers must not block.</summary>
    public event Action<ConnectivityEntry>? Arrived;

    public void Tell(IEnumerable<ConnectivityEntry> entries)
    {
        foreach (var entry in entries) Arrived?.Invoke(entry);
    }
}
