using System.Net;
using System.Text.Json;
using Refit;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>Asks Magpie; for its voices when it has become ready, and then every 10 min at most.</summary>
internal sealed class MagpieProbe : IServiceProbe
{
    private const long AnswerLimit = 1024 * 1024;
    private static readonly TimeSpan VoicesFor = TimeSpan.FromMinutes(10);

    private readonly string address;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly IMagpieApi api;
    private IReadOnlyList<string>? voices;
    private string? version;
    private long? askedAt;

    /// <param name="server">Its address, without a path.</param>
    /// <param name="time">The clock.</param>
    public MagpieProbe(Uri server, TimeProvider time)
    {
        this.time = time;
        address = server.Authority;
        http = ProbeHttp.Client(server, AnswerLimit);
        api = RestService.For<IMagpieApi>(http, ProbeHttp.Settings);
    }

    public async Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        var ready = await ProbeHttp.AskAsync(api.ReadyAsync, cancel);
        if (ready is not { IsSuccessStatusCode: true }) return NotReady(ready);

        var took = time.GetElapsedTime(asked);
        if (askedAt is not { } last || time.GetElapsedTime(last) >= VoicesFor) await AskMoreAsync(cancel);
        return new(ProbeOutcome.Answered, $"Magpie answers on {address}.")
        {
            Voices = voices,
            Version = version,
            LatencyMs = took.TotalMilliseconds
        };
    }

    public Judgement Judge(ProbeAnswer answer, Surroundings around) => ContainerVerdict.Of(answer, around);

    public bool IsPlanned(Surroundings around, ServiceVerdict verdict) => ContainerVerdict.IsPlanned(around, verdict);

    public void Forget() => (askedAt, voices, version) = (null, null, null);

    public void Dispose() => http.Dispose();

    private ProbeAnswer NotReady(IApiResponse? ready) =>
        ready is { IsReceived: true, StatusCode: HttpStatusCode.ServiceUnavailable }
            ? new(ProbeOutcome.Loading, $"Magpie on {address} says that it is still loading (503).")
            : ProbeHttp.Failed(ready, "Magpie", address, "/v1/health/ready");

    private async Task AskMoreAsync(CancellationToken cancel)
    {
        askedAt = time.GetTimestamp();
        var metadata = ProbeHttp.AskAsync(api.MetadataAsync, cancel);
        if (await ProbeHttp.AskAsync(api.VoicesAsync, cancel) is { IsSuccessful: true } list)
            voices = MagpieVoices.Of(list.Content) ?? voices;
        if (await metadata is { IsSuccessful: true } data) version = Version(data.Content) ?? version;
    }

    private static string? Version(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.String && version.GetString() is { Length: > 0 and <= 100 } text
            ? text
            : null;
}
