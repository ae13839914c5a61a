using System.Net;
using Refit;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>
/// Asks Parakeet. Which of two paths it has is remembered. A client's word that its GPU fails is looked into by a sound
/// that it should transcribe: its health is good all the same.
/// </summary>
internal sealed class ParakeetProbe : IServiceProbe
{
    private const long AnswerLimit = 256 * 1024;
    private const string UsualModel = "nvidia/parakeet-tdt-0.6b-v3";
    private static readonly TimeSpan SoundLimit = TimeSpan.FromSeconds(20);

    private readonly string address;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly IParakeetApi api;
    private readonly GpuWatch gpu;
    private bool hasHealthz;

    /// <param name="server">Its address, without a path.</param>
    /// <param name="time">The clock.</param>
    public ParakeetProbe(Uri server, TimeProvider time)
    {
        this.time = time;
        address = server.Authority;
        http = ProbeHttp.Client(server, AnswerLimit);
        api = RestService.For<IParakeetApi>(http, ProbeHttp.Settings);
        gpu = new(TranscribeAsync);
    }

    private string Path => hasHealthz ? "/healthz" : "/health";

    public async Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        var health = await HealthAsync(cancel);
        var took = time.GetElapsedTime(asked);
        var answer = health is { IsSuccessStatusCode: true }
            ? Say(health.Content) with { LatencyMs = took.TotalMilliseconds }
            : ProbeHttp.Failed(health, "Parakeet", address, Path);
        // Who does not lead hears of no report, and would suspect for ever.
        if (!around.Leads) gpu.Forget();
        gpu.Look(around.LooksDeeper, around.Leads && answer.IsGood, answer.Model?.Id, around.Now);
        return answer.IsGood && gpu.Failed is { } found ? Wedged(answer, found) : answer;
    }

    public Judgement Judge(ProbeAnswer answer, Surroundings around) => ContainerVerdict.Of(answer, around);

    public bool IsPlanned(Surroundings around, ServiceVerdict verdict) => ContainerVerdict.IsPlanned(around, verdict);

    public void Forget()
    {
        hasHealthz = false;
        gpu.Forget();
    }

    public void Dispose()
    {
        gpu.Dispose();
        http.Dispose();
    }

    private async Task<ApiResponse<ParakeetHealth>?> HealthAsync(CancellationToken cancel)
    {
        var answer = await AskAsync(cancel);
        if (answer is not { IsReceived: true, StatusCode: HttpStatusCode.NotFound }) return answer;

        hasHealthz = !hasHealthz;
        return await AskAsync(cancel);
    }

    private Task<ApiResponse<ParakeetHealth>?> AskAsync(CancellationToken cancel) =>
        ProbeHttp.AskAsync<ApiResponse<ParakeetHealth>>(hasHealthz ? api.HealthzAsync : api.HealthAsync, cancel);

    private ProbeAnswer Say(ParakeetHealth? health) => health switch
    {
        { IsLoading: true } => new(ProbeOutcome.Loading, $"Parakeet on {address} says that it is still loading."),
        { Complaint: { } complaint } => Good(ProbeOutcome.AnsweredInPart, health) with
        {
            Evidence = $"Parakeet answers on {address}. {complaint}"
        },
        _ => Good(ProbeOutcome.Answered, health)
    };

    private ProbeAnswer Good(ProbeOutcome outcome, ParakeetHealth? health) =>
        new(outcome, $"Parakeet answers on {address}.")
        {
            Model = health?.Model is { } model ? new(model, null, null) : null,
            Version = health?.VersionText
        };

    private ProbeAnswer Wedged(ProbeAnswer answer, string found) => answer with
    {
        Outcome = ProbeOutcome.AnsweredInPart,
        Evidence = $"Parakeet answers on {address}, but its GPU has failed.",
        Trouble = Troubles.GpuWedged(found)
    };

    private async Task<GpuAnswer?> TranscribeAsync(string? model, CancellationToken cancel) =>
        GpuAnswer.Of(await ProbeHttp.AskAsync(
            limit => api.TranscribeAsync(new(TestSound.Wav, "sound.wav", "audio/wav"), model ?? UsualModel, limit),
            SoundLimit, time, cancel));
}
