using System.Text.Json.Serialization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Discovery;

/// <summary>
/// Where other apps on the network find each service. Clients iterate over the members: there are these three.
/// </summary>
/// <param name="Vllm">The language model.</param>
/// <param name="Parakeet">Speech to text.</param>
/// <param name="Magpie">Text to speech.</param>
public sealed record EndpointsView(LanguageEndpoint Vllm, TranscriptionEndpoint Parakeet, SpeechEndpoint Magpie);

/// <summary>The language model's server.</summary>
/// <param name="Ready">Whether it answers now; false also when that is not known.</param>
/// <param name="BaseUrl">Of its OpenAI API, ready or not; null until its host is set up.</param>
/// <param name="Model">What it calls the model; null when none is known.</param>
/// <param name="OpenaiCompat">Always true.</param>
public sealed record LanguageEndpoint(bool Ready, string? BaseUrl, string? Model, bool OpenaiCompat = true)
{
    /// <summary>
    /// By when nine of ten of this model's loads were ready; absent unless one is under way that has a history.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpectedReadyAt { get; init; }

    /// <summary>True when it is switched off in the settings, else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Disabled { get; init; }
}

/// <summary>The transcriber.</summary>
/// <param name="Ready">Whether it answers now; false also when that is not known.</param>
/// <param name="BaseUrl">Ready or not; null until a host is set up.</param>
/// <param name="Kind">Always <c>stt</c>.</param>
/// <param name="Model">What it calls its model; null when that is not known.</param>
public sealed record TranscriptionEndpoint(bool Ready, string? BaseUrl, string Kind, string? Model)
{
    /// <summary>True when it is switched off in the settings, else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Disabled { get; init; }
}

/// <summary>The speaker.</summary>
/// <param name="Ready">Whether it answers now; false also when that is not known.</param>
/// <param name="BaseUrl">Ready or not; null until a host is set up.</param>
/// <param name="Kind">Always <c>tts</c>.</param>
public sealed record SpeechEndpoint(bool Ready, string? BaseUrl, string Kind)
{
    /// <summary>True when it is switched off in the settings, else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Disabled { get; init; }
}

/// <summary>Decides, at the moment of the answer, who is ready.</summary>
/// <param name="Settings">Where everything should be.</param>
/// <param name="Swap">The swap in progress or the last one.</param>
/// <param name="Now">The present time.</param>
/// <param name="Service">A service by its name, as it may be told now.</param>
internal sealed record EndpointsNow(
    EffectiveSettings Settings, SwapState? Swap, DateTimeOffset Now, Func<string, ServiceState?> Service)
{
    public EndpointsView Compose()
    {
        var (vllm, parakeet, magpie) = (Settings.VllmBaseUrl, BaseUrl(Settings.Parakeet), BaseUrl(Settings.Magpie));
        return new(
            new(IsReady("vllm", vllm) && !IsBeingSwapped, vllm, Service("vllm")?.Model?.Id)
            {
                ExpectedReadyAt = ExpectedReadyAt,
                Disabled = IsDisabled("vllm")
            },
            new(IsReady("parakeet", parakeet), parakeet, "stt", Service("parakeet")?.Model?.Id)
            {
                Disabled = IsDisabled("parakeet")
            },
            new(IsReady("magpie", magpie), magpie, "tts") { Disabled = IsDisabled("magpie") });
    }

    // A load that has failed or is being cancelled will not be ready, and one that is late promises nothing.
    private DateTimeOffset? ExpectedReadyAt =>
        Swap is { IsActive: true, Kind: SwapKind.Load, CancelRequested: false, Eta: { } eta }
        && Swap.Phase <= SwapPhase.Loading && eta.To > Now
            ? eta.To
            : null;

    // Until the old model is really stopped it serves; from then on whatever still answers is about to go.
    private bool IsBeingSwapped => Swap is { IsActive: true, Phase: not SwapPhase.Preflight };

    // What was heard of another address says nothing of the one that is told here.
    private bool IsReady(string name, string? address) =>
        IsDisabled(name) is null
        && Service(name) is { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded, LastGood: { } last } service
        && service.BaseUrl == address
        && Now - last <= Observed.CountsFor;

    private bool? IsDisabled(string name) => Settings.DisabledServices.Contains(name) ? true : null;

    private string? BaseUrl(SpeechServiceSettings service) =>
        EffectiveSettings.HttpUrl(service.Host ?? (Settings.Spark2 ?? Settings.Spark1)?.Host, service.Port);
}
