using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// What has become of an action that docker was told: how its job has ended, and what docker says of the container
/// afterwards.
/// </summary>
internal sealed class ServiceTruth(ClusterNodes nodes, TimeProvider time)
{
    /// <summary>How often a node is asked, and how long a container may take to be as it should.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Settles = TimeSpan.FromSeconds(30);

    /// <summary>How long one look at the job waits for its end, and all of them together.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10), JobEnds = ServiceContainers.Limit + Round;

    /// <summary>Looks until it is done, or nothing more is to be expected.</summary>
    /// <param name="action">The action as it runs.</param>
    /// <param name="place">What it is done to.</param>
    /// <param name="leading">Cancelled when the lease is lost.</param>
    /// <returns>The action, done or failed.</returns>
    public async Task<ServiceAction> OfAsync(ServiceAction action, ActionPlace place, CancellationToken leading)
    {
        var job = await JobAsync(action.Id, place, leading);
        if (IsRefused(job) && ServiceRules.IsStart(action.Verb))
            return ServiceFailures.Of(action, await WordsAsync(action, place, job, leading));

        var (began, patience) = (time.GetTimestamp(), IsRefused(job) ? TimeSpan.Zero : Settles);
        var (seen, cameUp) = ((SeenSo?)null, false);
        while (true)
        {
            var look = await LookAsync(place, leading);
            var at = time.GetElapsedTime(began);
            seen = SeenSo.Next(seen, action, look, at);
            if (seen?.IsProven(action.Verb, at) == true) return action with { Phase = ActionPhase.Done };

            cameUp = cameUp || seen is not null;
            if (seen is null && at >= patience)
                return ServiceFailures.Of(action, await WhyAsync(action, place, job, look, cameUp, leading));

            await Task.Delay(Pause, time, leading);
        }
    }

    /// <summary>Looks at the container once; on another machine than that of the action there is none to see.</summary>
    public async Task<ServiceLook> LookAsync(ActionPlace place, CancellationToken leading) =>
        nodes.For(place.Node, place.Machine) is { } shell
            ? await ServiceContainers.LookAsync(shell, place.Container, leading)
            : new(Presence.Unknown) { Reason = nodes.WhyNone(place.Node) };

    private async Task<RemoteJobStatus> JobAsync(string id, ActionPlace place, CancellationToken leading)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            if (nodes.For(place.Node, place.Machine) is not { } shell) return new(RemoteJobState.Unknown, null, 0);

            var job = await Jobs(shell).EndAsync(id, Round, leading);
            var isOpen = job.State is RemoteJobState.Running or RemoteJobState.Unknown;
            if (!isOpen || time.GetElapsedTime(since) >= JobEnds) return job;

            await Task.Delay(Pause, time, leading);
        }
    }

    private async Task<ActionFailure> WhyAsync(
        ServiceAction action, ActionPlace place, RemoteJobStatus job, ServiceLook look, bool cameUp,
        CancellationToken leading) => (IsRefused(job), cameUp && look.Presence == Presence.Present) switch
        {
            (true, _) => await WordsAsync(action, place, job, leading),
            (_, true) => ServiceFailures.EndedAgain(action, place),
            _ => ServiceFailures.NotSo(action, place, look)
        };

    // Docker's own words are in the job's log.
    private async Task<ActionFailure> WordsAsync(
        ServiceAction action, ActionPlace place, RemoteJobStatus job, CancellationToken leading)
    {
        var words = nodes.For(place.Node, place.Machine) is { } shell
            ? await Jobs(shell).WordsAsync(action.Id, leading)
            : null;
        return ServiceContainers.Trouble(place.Node, job.ExitCode ?? -1, words ?? "") is { } trouble
            ? ServiceFailures.Docker(action, place.Node, trouble)
            : ServiceFailures.NoContainer(action, place);
    }

    private static bool IsRefused(RemoteJobStatus job) => job is { State: RemoteJobState.Exited, ExitCode: not 0 };

    private RemoteJobs Jobs(ISparkShell shell) => new(shell, time);
}
