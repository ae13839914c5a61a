using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Notifications;
using SparkControl.ControlApi.Services;
using SparkControl.ControlApi.Updates;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// What works beside the driver under the same lease: the scan of the nodes, services, jobs, notices, the look at the
/// launcher's upstream, and the question to its image.
/// </summary>
internal sealed partial class WorkBeside(
    ClusterScan scan, ServiceWork services, JobWork jobs, NoticeWorker notices, UpstreamCheck upstream,
    OptionsAsker options, ILogger<WorkBeside> logger)
{
    /// <summary>Works until the lease is lost. It never throws.</summary>
    public Task RunAsync(Lease lease, CancellationToken leading) => Task.WhenAll(
        SeenAsync(nameof(scan), scan.RunAsync(lease, leading)),
        SeenAsync(nameof(services), services.RunAsync(lease, leading)),
        SeenAsync(nameof(jobs), jobs.RunAsync(lease, leading)),
        SeenAsync(nameof(notices), notices.RunAsync(lease, leading)),
        SeenAsync(nameof(upstream), upstream.RunAsync(lease, leading)),
        SeenAsync(nameof(options), options.RunAsync(lease, leading)));

    // One that ended before the lease would be missed by nobody.
    private async Task SeenAsync(string what, Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
        catch (Exception failure)
        {
            WorkEnded(what, failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "The work on {What} has ended until the next lease")]
    private partial void WorkEnded(string what, Exception failure);
}
