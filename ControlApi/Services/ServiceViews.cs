using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Services;

/// <summary>The services as they may be told now, from memory.</summary>
internal sealed class ServiceViews(StateMirror mirror, SettingsStore settings, TimeProvider time)
{
    /// <summary>The one service whose container can be given a memory cap.</summary>
    public const string Capped = "parakeet";

    // That CUDA memory is charged to a container on a GB10 was never shown.
    private const string CapNote =
        "The cap bounds what the container takes as a process, its page cache included. Memory that CUDA takes on a "
        + "Spark comes from the driver, and Docker may not count it: a cap alone does not keep the Spark from running "
        + "full.";

    public IReadOnlyList<ServiceView> All() => [.. settings.Current.Services.Select(Of)];

    /// <summary>A service by its name; null when none is watched under it.</summary>
    public ServiceView? Find(string name) =>
        settings.Current.Services.FirstOrDefault(place => place.Name == name) is { } place ? Of(place) : null;

    private ServiceView Of(ServicePlace place)
    {
        var state = Freshness.Service(mirror, place.Name, time.GetUtcNow());
        var isCapped = place.Name == Capped;
        return new(
            place.Name, place.Kind, place.Node, place.Host, place.Container, place.BaseUrl, place.Disabled, state,
            mirror.Value(States.Action(place.Name)), ServiceHindrance.Of(place),
            isCapped ? settings.Current.Parakeet.MemoryCapGib : null,
            CapRules.InForce(place, mirror.Value(States.Cap(place.Name)), state?.Container?.StartedAt),
            isCapped ? CapNote : null,
            place.Name == "vllm" ? OpenWebUiLink.Of(settings.Current.OpenWebUiUrl, state) : null);
    }
}
