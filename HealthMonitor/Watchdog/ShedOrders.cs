namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>How the watch on a node tells the watch on a service that the service should make room.</summary>
internal sealed class ShedOrders
{
    /// <summary>Raised with the service and the reason as a sentence. Handlers must not block.</summary>
    public event Action<string, string>? Given;

    public void Give(string service, string reason) => Given?.Invoke(service, reason);
}
