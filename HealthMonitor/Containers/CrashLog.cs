using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>
/// Reads the end of a crashing container's log beside the probes, once for each rise of its restart count.
/// </summary>
/// <param name="shells">The nodes' shells; a standby has none.</param>
/// <param name="look">Called when something was found.</param>
internal sealed class CrashLog(NodeShells shells, Action look)
{
    private ServiceTrouble? found;
    private int isReading;

    /// <summary>What was found since the last call; null for nothing.</summary>
    public ServiceTrouble? Take() => Interlocked.Exchange(ref found, null);

    /// <summary>Begins to read, unless that goes on already.</summary>
    public void Read(ServicePlace place, CancellationToken cancel)
    {
        if (place is not { Name: "magpie", Container: { } container }) return;
        if (shells.Find(place.Node) is not { } shell) return;
        if (Interlocked.Exchange(ref isReading, 1) == 1) return;

        _ = ReadAsync();

        async Task ReadAsync()
        {
            try
            {
                var result = await shell.RunAsync(MagpieCache.Script(container), cancel);
                found = result.Ran ? MagpieCache.Read(result.Output) : null;
                if (found is not null) look();
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
