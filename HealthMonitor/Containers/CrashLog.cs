using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>
/// Reads the end of a crashing container's log beside the probes, once for each rise of its restart count.
/// </summary>
/// <param name="shells">The nodes' shells; a standby has none.</param>
/// <param name="look">Called when it was read.</param>
internal sealed class CrashLog(NodeShells shells, Action look)
{
    private CrashReading? read;
    private int isReading;

    /// <summary>What was read since the last call; null when nothing was.</summary>
    public CrashReading? Take() => Interlocked.Exchange(ref read, null);

    /// <summary>Begins to read, unless that goes on already.</summary>
    /// <param name="place">The service.</param>
    /// <param name="since">When the life that has ended began, by the node's clock; null when not known.</param>
    /// <param name="cancel">Gives up.</param>
    public void Read(ServicePlace place, DateTimeOffset? since, CancellationToken cancel)
    {
        if (place is not { Name: "magpie", Container: { } container }) return;
        if (shells.Find(place.Node) is not { } shell) return;
        if (Interlocked.Exchange(ref isReading, 1) == 1) return;

        _ = ReadAsync();

        async Task ReadAsync()
        {
            try
            {
                var result = await shell.RunAsync(MagpieCache.Script(container, since), cancel);
                if (result is not { Ran: true, ExitCode: 0 }) return;

                read = new(MagpieCache.Read(result.Output));
                look();
            }
            catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
            {
                // The node is not watched any more.
            }
            finally
            {
                Interlocked.Exchange(ref isReading, 0);
            }
        }
    }
}

/// <summary>What a log has shown when it was read.</summary>
/// <param name="Trouble">Null for nothing that is known.</param>
internal sealed record CrashReading(ServiceTrouble? Trouble);
