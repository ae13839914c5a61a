using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Leadership;

/// <summary>
/// Holds the duty <c>health</c> as often as it can be had: whoever holds it writes, the others only look.
/// </summary>
internal sealed class HealthLeadership(RedisLink redis, InstanceName instance, LeaseTimes times, TimeProvider time)
    : BackgroundService
{
    private readonly LeaseKeeper keeper = new(redis, "health", instance.Id, times, time);

    /// <summary>The lease while it is ours.</summary>
    public Lease? Lease => keeper.Current;

    /// <summary>Raised when the lease has become ours.</summary>
    public event Action? Gained;

    protected override Task ExecuteAsync(CancellationToken stopping) => keeper.RunAsync(
        (_, lost) =>
        {
            Gained?.Invoke();
            return Task.Delay(Timeout.Infinite, lost);
        },
        stopping);
}
