using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>What is decided about memory caps. All of it is pure.</summary>
internal static class CapRules
{
    private const long Gib = 1L << 30;

    /// <summary>The times of two readers differ in digits, those of two lives by more.</summary>
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(1);

    /// <summary>Whether a container has this memory limit; null stands for none.</summary>
    public static bool IsCapped(int? capGib, ServiceLook look) => capGib is { } gib
        ? look.MemoryLimit == gib * Gib
        : look.MemoryLimit is 0 or >= ServiceContainers.NoLimitGib * Gib;

    /// <summary>Whether a container's cap is to be looked at: it was set anew, or there is a new life.</summary>
    /// <param name="place">The service.</param>
    /// <param name="capGib">The cap of the settings; null for none.</param>
    /// <param name="last">The one that was given last; null when none ever was.</param>
    /// <param name="startedAt">The beginning of its life as HealthMonitor has seen it; null when unknown.</param>
    public static bool IsDue(ServicePlace place, int? capGib, ServiceCap? last, DateTimeOffset? startedAt)
    {
        if (ServiceHindrance.Of(place) is not null || (capGib is null && last?.Gib is null)) return false;

        return last is null || last.Gib != capGib || !IsOf(place, last, startedAt);
    }

    /// <summary>The cap that is in force in the container's present life; null when none is, or nobody knows.</summary>
    /// <param name="place">The service.</param>
    /// <param name="last">The one that was given last; null when none ever was.</param>
    /// <param name="startedAt">The beginning of its life as HealthMonitor has seen it; null when unknown.</param>
    public static int? InForce(ServicePlace place, ServiceCap? last, DateTimeOffset? startedAt) =>
        last is not null && IsOf(place, last, startedAt) ? last.Gib : null;

    /// <summary>
    /// Whether a cap that was not given is not tried again until something changes: docker has said no. A node that
    /// could not be asked, or a panel that ended in the middle, has not.
    /// </summary>
    public static bool IsRefused(ServiceAction? ended) =>
        ended?.Failure?.Code is { } code
        && (code == "container_unknown" || code.StartsWith("docker", StringComparison.Ordinal));

    private static bool IsOf(ServicePlace place, ServiceCap cap, DateTimeOffset? startedAt) =>
        (cap.Node, cap.Container) == (place.Node, place.Container)
        && (startedAt is null || IsSameStart(startedAt, cap.StartedAt));

    private static bool IsSameStart(DateTimeOffset? one, DateTimeOffset? other) =>
        one is { } first && other is { } second ? (first - second).Duration() < SameStart : one == other;
}
