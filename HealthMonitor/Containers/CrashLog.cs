using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>
/// Reads the end of a crashing container's log beside the probes, once for each rise of its restart count, and once
/// where it has ended and docker does not start it again.
/// </summary>
/// <param name="shells">The nodes' shells; a standby has none.</param>
/// <param name="look">Called when it was read.</param>
internal sealed class CrashLog(NodeShells shells, Action look)
{
    private CrashReading? read;
    private DateTimeOffset? ended;
    private int isReading;

    /// <summary>What was read since the last call; null when nothing was.</summary>
    public CrashReading? Take() => Interlocked.Exchange(ref read, null);

    /// <summary>Begins to read where a life has ended badly since the look before.</summary>
    /// <param name="place">The service.</param>
    /// <param name="before">Its container at the look before.</param>
    /// <param name="now">Its container now.</param>
    /// <param name="cancel">Gives up.</param>
    public void Follow(ServicePlace place, ContainerRecord before, ContainerRecord now, CancellationToken cancel)
    {
        if (now.HasRisenSince(before)) Read(place, before.Last?.Sample.StartedAt, cancel);
        // A life that has ended is told from the next one by when it began.
        if (now.Last is not { HasCrashed: true, Sample.StartedAt: { } started } || started == ended) return;
        if (Read(place, started, cancel)) ended = started;
    }

    // False where it cannot be read now. The life's beginning is by the node's clock; null when not known.
    private bool Read(ServicePlace place, DateTimeOffset? since, CancellationToken cancel)
    {
        if (place is not { Name: "magpie", Container: { } container }) return false;
        if (shells.Find(place.Node) is not { } shell) return false;
        if (Interlocked.Exchange(ref isReading, 1) == 1) return false;

        _ = ReadAsync();
        return true;

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
