using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Sampling;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What is known beside the answer when a service is judged.</summary>
internal sealed record Surroundings
{
    public required ServicePlace Place { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The swap in progress or the last one, without those that changed nothing.</summary>
    public SwapState? Swap { get; init; }

    /// <summary>The action on this service in progress or the last one.</summary>
    public ServiceAction? Action { get; init; }

    /// <summary>Its container; null when nobody could say.</summary>
    public ContainerSight? Container { get; init; }

    /// <summary>The model's container on the second Spark; null when nobody could say.</summary>
    public ContainerSight? Worker { get; init; }

    /// <summary>How long it may take from the start of its container to its first answer.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether this instance leads: the others look, and ask for nothing that is work.</summary>
    public bool Leads { get; init; }

    /// <summary>Whether an idle model may be asked for a token, by this instance.</summary>
    public bool MayAsk { get; init; }

    /// <summary>A client has reported an error of the GPU: look at more than usual.</summary>
    public bool LooksDeeper { get; init; }

    /// <summary>The verdict so far; unknown when nothing was seen since the last swap.</summary>
    public ServiceVerdict Present { get; init; }

    /// <summary>What it was when that was last known, before nobody could ask; unknown as above.</summary>
    public ServiceVerdict LastKnown { get; init; }

    /// <summary>What is to be expected of it: a Spark that was dark has taken nothing back.</summary>
    public ServiceVerdict SoFar => Present == ServiceVerdict.Unknown ? LastKnown : Present;

    /// <summary>When it last answered.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>Since when it says that it is still loading; null when it does not.</summary>
    public DateTimeOffset? LoadingSince { get; init; }

    /// <summary>What nvidia-smi of its node has said a moment ago; null when that is not known.</summary>
    public GpuSample? Gpu { get; init; }

    /// <summary>The same of the second Spark.</summary>
    public GpuSample? WorkerGpu { get; init; }

    /// <summary>What is wrong with its container.</summary>
    public ServiceTrouble? Trouble { get; init; }

    /// <summary>Whether the node's samples can tell at all if it runs.</summary>
    public bool HasContainer => Place is { Node: not null, Container: not null };

    /// <summary>Its container as far as it was seen after the last action: what was before that is over.</summary>
    public ContainerSight? ContainerNow => Action?.EndedAt >= Container?.At ? null : Container;

    /// <summary>What the other services say of a place.</summary>
    public static Surroundings Of(
        ServicePlace place, EffectiveSettings settings, StateMirror mirror, SwapState? swap, DateTimeOffset now) =>
        new()
        {
            Place = place,
            Now = now,
            Swap = swap,
            Action = mirror.Value(States.Action(place.Name)),
            Container = Sight(mirror, place.Node, place.Host, place.Container, now),
            Worker = Sight(mirror, settings.Spark2?.Name, settings.Spark2?.Host, settings.VllmContainer, now),
            Gpu = place.Node is null ? null : GpuAge.Fresh(mirror.Value(States.Node(place.Node)), place.Host, now),
            WorkerGpu = settings.Spark2 is { } second
                ? GpuAge.Fresh(mirror.Value(States.Node(second.Name)), second.Host, now)
                : null,
            StartLimit = StartLimits.Of(place.Name, swap, mirror.Value(States.Usual))
        };

    private static ContainerSight? Sight(
        StateMirror mirror, string? node, string? host, string? container, DateTimeOffset now) => node is null
        ? null
        : ContainerSight.Of(mirror.Value(States.Node(node)), host, container, now);
}
