using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// Carries one action on a container to its end while the lease is ours. Docker is told once, by a remote job with the
/// action's id; what came of it is what docker says afterwards. One that was left half-way is looked at, not repeated.
/// </summary>
internal sealed partial class ServiceDriver(
    ClusterNodes nodes, StateStore store, ServiceDesk desk, SettingsStore settings, TimeProvider time,
    ILogger<ServiceDriver> logger)
{
    /// <summary>How often a node is asked, and how long a container may take to be as it should.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Settles = TimeSpan.FromSeconds(30);

    /// <summary>How long one look at the job waits for its end, and all of them together.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10), JobEnds = ServiceContainers.Limit + Round;

    /// <summary>Drives an action that has not ended.</summary>
    /// <param name="action">The action as it is stored.</param>
    /// <param name="entry">The entry of a hand-over that asked for it, settled with the outcome.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost: the action stays as it is, for the next holder.</param>
    public async Task CarryAsync(
        ServiceAction action, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        var place = settings.Current.Services.FirstOrDefault(place => place.Name == action.Service);
        var ended = action switch
        {
            // It stands for a swap, which is told by itself: whether that was begun is not known.
            { Service: "vllm" } => Failed(action, ServiceFailures.SwapUnknown()),
            { Phase: ActionPhase.Waiting } => await BeginAsync(action, place, lease, leading),
            _ => await TakeUpAsync(action, place, leading)
        };
        if (ended is null) return;

        if (ended is { Verb: ServiceVerb.Cap, Phase: ActionPhase.Done }) await KeepCapAsync(place!, lease, leading);
        await EndAsync(ended, place?.Node, entry, lease);
    }

    /// <summary>Writes how an action has ended.</summary>
    public async Task EndAsync(ServiceAction action, string? node, HandOverEntry? entry, Lease lease)
    {
        var ended = action with { EndedAt = time.GetUtcNow() };
        if (await desk.EndAsync(ended, ServiceLine.Of(ended, node), lease, entry))
            ActionEnded(ended.Service, ended.Verb, ended.Source, ended.Phase, ended.Failure?.Detail);
    }

    // Null when the lease is not ours any more.
    private async Task<ServiceAction?> BeginAsync(
        ServiceAction action, ServicePlace? place, Lease lease, CancellationToken leading)
    {
        if (time.GetUtcNow() > action.RequestedAt + ClusterRequest.Patience)
            return Failed(action, ServiceFailures.Expired());
        if (Hindrance(place) is { } hindrance)
            return Failed(action, ServiceFailures.NotControllable(action, hindrance));

        var (node, container) = (place!.Node!, place.Container!);
        var before = await LookAsync(node, container, leading);
        if (before.Presence != Presence.Present)
            return Failed(action, ServiceFailures.NotSo(action, node, container, before));

        action = action with { Phase = ActionPhase.Running, StartedBefore = before.StartedAt };
        if (await store.WriteAsync(States.Action(action.Service), action, lease) is null) return null;

        var told = await nodes.ChangeAsync(
            node,
            async (shell, epoch) =>
                (await Jobs(shell).StartAsync(action.Id, Command(action, container), epoch, cancel: leading)).Result);
        return told switch
        {
            { Ran: true, ExitCode: not 0 } => Failed(
                action, ServiceFailures.Hindered(action, node, told.Outcome, $"{node} says: {told.Error.Trim()}")),
            { Ran: true } or { Outcome: ShellOutcome.Lost } => await TruthAsync(action, node, container, leading),
            { Outcome: ShellOutcome.Superseded } => null,
            _ => Failed(action, ServiceFailures.Hindered(action, node, told.Outcome, told.Reason ?? ""))
        };
    }

    private async Task<ServiceAction> TakeUpAsync(ServiceAction action, ServicePlace? place, CancellationToken leading)
    {
        if (place is null || ServiceHindrance.ToReach(place) is not null)
            return Failed(action, ServiceFailures.NotControllable(action, Hindrance(place) ?? ""));

        var ended = await TruthAsync(action, place.Node!, place.Container!, leading);
        return ended.Failure is { } failure
            ? Failed(action, ServiceFailures.Interrupted(action, failure))
            : ended;
    }

    private async Task<ServiceAction> TruthAsync(
        ServiceAction action, string node, string container, CancellationToken leading)
    {
        var job = await JobAsync(action.Id, node, leading);
        var since = time.GetTimestamp();
        // Of one that docker has refused nothing more is to be expected.
        var patience = job is { State: RemoteJobState.Exited, ExitCode: not 0 } ? TimeSpan.Zero : Settles;
        while (true)
        {
            var look = await LookAsync(node, container, leading);
            if (ServiceRules.IsSo(action, settings.Current.Parakeet.MemoryCapGib, look))
                return action with { Phase = ActionPhase.Done };
            if (time.GetElapsedTime(since) >= patience)
                return Failed(action, await WhyAsync(action, node, container, job, look, leading));

            await Task.Delay(Pause, time, leading);
        }
    }

    private async Task<RemoteJobStatus> JobAsync(string id, string node, CancellationToken leading)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var job = nodes.For(node) is { } shell
                ? await Jobs(shell).EndAsync(id, Round, leading)
                : new(RemoteJobState.Unknown, null, 0);
            var isOpen = job.State is RemoteJobState.Running or RemoteJobState.Unknown;
            if (!isOpen || time.GetElapsedTime(since) >= JobEnds) return job;

            await Task.Delay(Pause, time, leading);
        }
    }

    private async Task<ActionFailure> WhyAsync(
        ServiceAction action, string node, string container, RemoteJobStatus job, ServiceLook look,
        CancellationToken leading)
    {
        if (job is not { State: RemoteJobState.Exited, ExitCode: { } code and not 0 }
            || nodes.For(node) is not { } shell)
            return ServiceFailures.NotSo(action, node, container, look);

        var words = await Jobs(shell).WordsAsync(action.Id, leading) ?? "";
        return ServiceContainers.Trouble(node, code, words) is { } trouble
            ? ServiceFailures.Docker(action, node, trouble)
            : ServiceFailures.NoContainer(action, node, container);
    }

    private async Task KeepCapAsync(ServicePlace place, Lease lease, CancellationToken leading)
    {
        var look = await LookAsync(place.Node!, place.Container!, leading);
        var cap = new ServiceCap(place.Node!, place.Container!, settings.Current.Parakeet.MemoryCapGib, look.StartedAt);
        await store.WriteAsync(States.Cap(place.Name), cap, lease);
    }

    private async Task<ServiceLook> LookAsync(string node, string container, CancellationToken leading) =>
        nodes.For(node) is { } shell
            ? await ServiceContainers.LookAsync(shell, container, leading)
            : new(Presence.Unknown) { Reason = nodes.WhyNone(node) };

    private string Command(ServiceAction action, string container) => action.Verb == ServiceVerb.Cap
        ? ServiceContainers.CapJob(settings.Current.Parakeet.MemoryCapGib, container)
        : ServiceContainers.Job(Wire.Word(action.Verb), container);

    private static string? Hindrance(ServicePlace? place) =>
        place is null ? "It is not watched any more." : ServiceHindrance.Of(place) ?? ServiceHindrance.ToReach(place);

    private RemoteJobs Jobs(ISparkShell shell) => new(shell, time);

    private static ServiceAction Failed(ServiceAction action, ActionFailure failure) =>
        action with { Phase = ActionPhase.Failed, Failure = failure };

    [LoggerMessage(LogLevel.Information, "{Service}: {Verb}, asked by {Source}, is {Phase}. {Detail}")]
    private partial void ActionEnded(
        string service, ServiceVerb verb, string source, ActionPhase phase, string? detail);
}
