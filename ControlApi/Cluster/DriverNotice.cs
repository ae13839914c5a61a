using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>What Redis knows of who drives, and of how the nodes answer it.</summary>
internal sealed partial class DriverNotice(
    SparkShells shells, StateStore store, InstanceName instance, ILogger<DriverNotice> logger)
{
    private volatile bool isUntold;

    /// <summary>
    /// Something was learnt and Redis did not take it: said again at the next tick, or the page would show the old for
    /// hours.
    /// </summary>
    public bool IsUntold => isUntold;

    /// <summary>
    /// The epoch that Redis knows: that of a holder whom no node had seen yet; 0 when it is not known.
    /// </summary>
    public async Task<long> FormerEpochAsync()
    {
        try
        {
            return (await store.ReadAsync(States.Driver))?.Value.Epoch ?? 0;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            FormerUnknown(away.Message);
            return 0;
        }
    }

    /// <summary>Writes it down.</summary>
    /// <param name="held">The lease by which this panel drives.</param>
    /// <param name="epoch">The number of the turn.</param>
    /// <param name="others">The nodes that are another panel's.</param>
    /// <returns>Whether Redis took it, that is, the lease was ours at that moment.</returns>
    public async Task<bool> PublishAsync(Lease held, long epoch, OtherPanels others)
    {
        isUntold = false;
        try
        {
            return await store.WriteAsync(States.Driver, Present(epoch, others), held) is not null;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            isUntold = true;
            NotPublished(away.Message);
            return false;
        }
    }

    private DriverState Present(long epoch, OtherPanels others)
    {
        var all = shells.All;
        others.Keep(all);
        return new()
        {
            Instance = instance.Id,
            Epoch = epoch,
            AnotherPanel = others.Any,
            Links = all.ToDictionary(shell => shell.Node, shell => shell.Link)
        };
    }

    [LoggerMessage(LogLevel.Warning, "The number of the turn before is not known: {Reason}")]
    private partial void FormerUnknown(string reason);

    [LoggerMessage(LogLevel.Warning, "How the nodes answer is not published: {Reason}")]
    private partial void NotPublished(string reason);
}
