using System.Net;
using Refit;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>Asks Parakeet. Which of two paths it has is remembered.</summary>
internal sealed class ParakeetProbe : IServiceProbe
{
    private const long AnswerLimit = 256 * 1024;

    private readonly string address;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly IParakeetApi api;
    private bool hasHealthz;
    private bool isSuspect;

    /// <param name="server">Its address, without a path.</param>
    /// <param name="time">The clock.</param>
    public ParakeetProbe(Uri server, TimeProvider time)
    {
        this.time = time;
        address = server.Authority;
        http = ProbeHttp.Client(server, AnswerLimit);
        api = RestService.For<IParakeetApi>(http, ProbeHttp.Settings);
    }

    private string Path => hasHealthz ? "/healthz" : "/health";

    public async Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        var health = await HealthAsync(cancel);
        if (health is not { IsSuccessStatusCode: true }) return ProbeHttp.Failed(health, "Parakeet", address, Path);

        var took = time.GetElapsedTime(asked);
        var answer = Say(health.Content) with { LatencyMs = took.TotalMilliseconds };
        if (!answer.IsGood || !(around.LooksDeeper || isSuspect)) return answer;

        var found = await DeepAsync(answer, cancel);
        isSuspect = found.Trouble is not null;
        return found;
    }

    public Judgement Judge(ProbeAnswer answer, Surroundings around) => ContainerVerdict.Of(answer, around);

    public bool IsPlanned(Surroundings around, ServiceVerdict verdict) => ContainerVerdict.IsPlanned(around, verdict);

    public void Forget() => (hasHealthz, isSuspect) = (false, false);

    public void Dispose() => http.Dispose();

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

    // Without a recording nothing real can be asked: what it lists is the most that comes near its model.
    private async Task<ProbeAnswer> DeepAsync(ProbeAnswer answer, CancellationToken cancel)
    {
        var models = await ProbeHttp.AskAsync(api.ModelsAsync, cancel);
        var isFine = models is { IsReceived: true, StatusCode: < HttpStatusCode.InternalServerError };
        if (isFine && answer.Outcome == ProbeOutcome.Answered) return answer;

        var found = isFine ? answer.Evidence : ProbeHttp.Failed(models, "Parakeet", address, "/v1/models").Evidence;
        return answer with
        {
            Outcome = ProbeOutcome.AnsweredInPart,
            Evidence = $"Parakeet answers on {address}, but its GPU has failed: {found}",
            Trouble = Troubles.GpuWedged(found)
        };
    }
}
