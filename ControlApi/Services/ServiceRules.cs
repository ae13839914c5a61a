using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>What becomes of an entry that HealthMonitor has handed over.</summary>
internal enum HealthDecision
{
    /// <summary>It is done now.</summary>
    Begin,

    /// <summary>It was begun by a holder before us: it is seen to its end.</summary>
    GoOn,

    /// <summary>It has an outcome already.</summary>
    Ended,

    /// <summary>It comes too late.</summary>
    Expired,

    /// <summary>The service is not what it was when this was decided.</summary>
    Moved,

    /// <summary>Something else is being done to the service.</summary>
    Busy,

    /// <summary>There is no such service any more.</summary>
    Unknown
}

/// <summary>What is decided about actions on services. All of it is pure.</summary>
internal static class ServiceRules
{
    /// <summary>An action that somebody asks for now.</summary>
    public static ServiceAction Ask(string service, ServiceVerb verb, string source, DateTimeOffset now) => new()
    {
        Id = string.Create(
            CultureInfo.InvariantCulture, $"a-{now:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}"),
        Service = service,
        Verb = verb,
        Phase = ActionPhase.Waiting,
        Source = source,
        RequestedAt = now
    };

    /// <summary>The action that an entry of HealthMonitor's asks for.</summary>
    public static ServiceAction Of(HealthAction asked) => new()
    {
        Id = asked.Id,
        Service = asked.Service,
        Verb = asked.Verb,
        Phase = ActionPhase.Waiting,
        Source = asked.Source,
        RequestedAt = asked.At,
        DecidedOn = asked.DecidedOn,
        Reason = asked.Reason
    };

    /// <param name="asked">The entry.</param>
    /// <param name="isWatched">Whether the settings know the service.</param>
    /// <param name="n">The service's count of changes now; null when nothing is known of it.</param>
    /// <param name="last">The action on it in progress, or the last one.</param>
    /// <param name="now">The present time.</param>
    public static HealthDecision Decide(
        HealthAction asked, bool isWatched, long? n, ServiceAction? last, DateTimeOffset now) => last switch
        {
            { IsActive: true } when last.Id == asked.Id => HealthDecision.GoOn,
            not null when last.Id == asked.Id => HealthDecision.Ended,
            _ when now > asked.NotAfter => HealthDecision.Expired,
            _ when !isWatched => HealthDecision.Unknown,
            _ when n != asked.DecidedOn => HealthDecision.Moved,
            { IsActive: true } => HealthDecision.Busy,
            _ => HealthDecision.Begin
        };

    /// <summary>Whether a container is as an action wants it. Unknown is no.</summary>
    public static bool IsSo(ServiceAction action, ServiceLook look) => action.Verb switch
    {
        ServiceVerb.Start => look.Runs,
        ServiceVerb.Stop => look.Presence == Presence.Absent || look.Status is "exited" or "created" or "dead",
        ServiceVerb.Restart => look.Runs && look.StartedAt != action.StartedBefore,
        _ => CapRules.IsCapped(action.Place?.CapGib, look)
    };

    /// <summary>Whether a container is to come up by it: then it must stay so.</summary>
    public static bool IsStart(ServiceVerb verb) => verb is ServiceVerb.Start or ServiceVerb.Restart;

    /// <summary>Whether whoever asked does not wait for it any more.</summary>
    public static bool IsLate(ServiceAction action, DateTimeOffset now) =>
        now > action.RequestedAt + ClusterRequest.Patience;

    /// <summary>What an action would be done to as it is set; null where nothing can be reached.</summary>
    public static ActionPlace? PlaceOf(ServiceVerb verb, ServicePlace place, EffectiveSettings settings)
    {
        if (ServiceHindrance.ToReach(place) is not null) return null;

        var node = settings.Nodes.First(node => node.Name == place.Node);
        return new(
            node.Name, new(node.Host, node.Port), place.Container!,
            verb == ServiceVerb.Cap ? settings.Parakeet.MemoryCapGib : null);
    }
}
