using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// Carries one action on a container to its end while the lease is ours. Docker is told once, by a remote job with the
/// action's id; what came of it is what docker says afterwards. One that another instance has left half-way is looked
/// at, not repeated.
/// </summary>
internal sealed partial class ServiceDriver(
    ClusterNodes nodes, ServiceTruth truth, ModelActions models, StateStore store, ServiceDesk desk,
    SettingsStore settings, InstanceName instance, TimeProvider time, ILogger<ServiceDriver> logger)
{
    private const string NotWatched = "It is not watched any more.";

    /// <summary>Drives an action that has not ended.</summary>
    /// <param name="action">The action as it is stored.</param>
    /// <param name="entry">The entry of a hand-over that asked for it, settled with the outcome.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost: the action stays as it is, for the next holder.</param>
    /// <returns>The action as it has ended; null when that is for another holder to say.</returns>
    public async Task<ServiceAction?> CarryAsync(
        ServiceAction action, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        var ended = action switch
        {
            { Service: "vllm" } => await models.ActAsync(action),
            { Phase: ActionPhase.Waiting } => await BeginAsync(action, lease, leading),
            _ => await TakeUpAsync(action, leading)
        };
        if (ended is null) return null;

        if (ended is { Verb: ServiceVerb.Cap, Phase: ActionPhase.Done, Place: { } place })
            await KeepCapAsync(ended.Service, place, lease, leading);
        return await EndAsync(ended, entry, lease);
    }

    private async Task<ServiceAction?> EndAsync(ServiceAction action, HandOverEntry? entry, Lease lease)
    {
        var ended = action with
        {
            EndedAt = time.GetUtcNow(),
            Failure = action.Failure is { } failure ? ServiceFailures.Plain(failure) : null
        };
        var node = ended.Place?.Node ?? Find(settings.Current, ended.Service)?.Node;
        if (!await desk.EndAsync(ended, ServiceLine.Of(ended, node), lease, entry)) return null;

        ActionEnded(ended.Service, ended.Verb, ended.Source, ended.Phase, ended.Failure?.Detail);
        return ended;
    }

    // Null when the lease is not ours any more.
    private async Task<ServiceAction?> BeginAsync(ServiceAction action, Lease lease, CancellationToken leading)
    {
        if (ServiceRules.IsLate(action, time.GetUtcNow()))
            return ServiceFailures.Of(action, ServiceFailures.Expired());

        var set = settings.Current;
        var service = Find(set, action.Service);
        var hindrance = service is null ? NotWatched : ServiceHindrance.Of(service);
        if (hindrance is not null || ServiceRules.PlaceOf(action.Verb, service!, set) is not { } place)
            return NotControllable(action, hindrance ?? ServiceHindrance.ToReach(service!)!);

        var before = await truth.LookAsync(place, leading);
        if (before.Presence != Presence.Present)
            return ServiceFailures.Of(action, ServiceFailures.NotSo(action, place, before));

        action = action with
        {
            Phase = ActionPhase.Running,
            Place = place,
            Instance = instance.Id,
            StartedBefore = before.StartedAt
        };
        return await store.WriteAsync(States.Action(action.Service), action, lease) is null
            ? null
            : await TellAsync(action, place, leading);
    }

    private async Task<ServiceAction?> TellAsync(ServiceAction action, ActionPlace place, CancellationToken leading)
    {
        var told = await nodes.ChangeAsync(
            place.Node,
            async (shell, epoch) => (await new RemoteJobs(shell, time).StartAsync(
                action.Id, Command(action.Verb, place), epoch, cancel: leading)).Result,
            place.Machine);
        return told switch
        {
            { Ran: true, ExitCode: not 0 } => Hindered($"{NodeNames.Of(place.Node)} says: {told.Error.Trim()}"),
            { Ran: true } or { Outcome: ShellOutcome.Lost } => await truth.OfAsync(action, place, leading),
            { Outcome: ShellOutcome.Superseded } => null,
            _ => Hindered(told.Reason ?? "")
        };

        ServiceAction Hindered(string reason) =>
            ServiceFailures.Of(action, ServiceFailures.Hindered(action, place.Node, told.Outcome, reason));
    }

    // What this instance has begun itself broke off because Redis was away: its job is there, or is told now.
    private async Task<ServiceAction?> TakeUpAsync(ServiceAction action, CancellationToken leading)
    {
        // An older version has not written where.
        var set = settings.Current;
        var service = Find(set, action.Service);
        var usual = service is null ? null : ServiceRules.PlaceOf(action.Verb, service, set);
        if ((action.Place ?? usual) is not { } place)
            return NotControllable(action, service is null ? NotWatched : ServiceHindrance.ToReach(service)!);

        action = action with { Place = place };
        var isOurs = action.Instance == instance.Id;
        if (isOurs && !ServiceRules.IsLate(action, time.GetUtcNow())) return await TellAsync(action, place, leading);

        var ended = await truth.OfAsync(action, place, leading);
        return isOurs || ended.Failure is not { } failure
            ? ended
            : ServiceFailures.Of(ended, ServiceFailures.Interrupted(failure));
    }

    private async Task KeepCapAsync(string service, ActionPlace place, Lease lease, CancellationToken leading)
    {
        var look = await truth.LookAsync(place, leading);
        var cap = new ServiceCap(place.Node, place.Container, place.CapGib, look.StartedAt);
        await store.WriteAsync(States.Cap(service), cap, lease);
    }

    private static ServicePlace? Find(EffectiveSettings set, string service) =>
        set.Services.FirstOrDefault(place => place.Name == service);

    private static string Command(ServiceVerb verb, ActionPlace place) => verb == ServiceVerb.Cap
        ? ServiceContainers.CapJob(place.CapGib, place.Container)
        : ServiceContainers.Job(Wire.Word(verb), place.Container);

    private static ServiceAction NotControllable(ServiceAction action, string hindrance) =>
        ServiceFailures.Of(action, ServiceFailures.NotControllable(action, hindrance));

    [LoggerMessage(LogLevel.Information, "{Service}: {Verb}, asked by {Source}, is {Phase}. {Detail}")]
    private partial void ActionEnded(
        string service, ServiceVerb verb, string source, ActionPhase phase, string? detail);
}
