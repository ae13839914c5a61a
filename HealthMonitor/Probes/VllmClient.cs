using System.Net;
using Refit;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Asks one vLLM server. What changes seldom is remembered between looks.</summary>
internal sealed class VllmClient : IDisposable
{
    private static readonly TimeSpan ModelsFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TokenLimit = TimeSpan.FromSeconds(20);

    private readonly string address;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly IVllmApi api;
    private ServedModel? model;
    private long modelAt;
    private string? version;

    /// <param name="server">Its address, without a path.</param>
    /// <param name="time">The clock.</param>
    public VllmClient(Uri server, TimeProvider time)
    {
        this.time = time;
        address = server.Authority;
        http = ProbeHttp.Client(server, PrometheusText.Limit);
        api = RestService.For<IVllmApi>(http, ProbeHttp.Settings);
    }

    /// <summary>Forgets the model, so that the next look asks for it.</summary>
    public void Forget() => model = null;

    public async Task<ProbeAnswer> LookAsync(CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        var health = await ProbeHttp.AskAsync(api.HealthAsync, cancel);
        var took = time.GetElapsedTime(asked);
        if (health is not { IsSuccessStatusCode: true })
        {
            model = null;
            version = null;
            return Failed(health);
        }

        var models = ModelAsync(cancel);
        var metrics = ProbeHttp.AskAsync(api.MetricsAsync, cancel);
        version ??= (await ProbeHttp.AskAsync(api.VersionAsync, cancel))?.Content?.Version;
        var text = (await metrics)?.Content;
        var problem = await models;
        return new(
            problem is null ? ProbeOutcome.Answered : ProbeOutcome.AnsweredInPart,
            problem ?? $"vLLM answers on {address} and serves {model!.Id}.")
        {
            Model = model,
            Metrics = text is null ? null : VllmScrape.Parse(text),
            Version = version,
            LatencyMs = took.TotalMilliseconds
        };
    }

    /// <summary>
    /// Asks a model for one token. True when it wrote one, false when it did not within 20 s or its engine failed; null
    /// when that says nothing: the model is no writer, or the server went away.
    /// </summary>
    public async Task<bool?> WritesAsync(string model, CancellationToken cancel)
    {
        var answer = await ProbeHttp.AskAsync(
            limit => api.CompleteAsync(new(model, "Hello", MaxTokens: 1), limit), TokenLimit, time, cancel);
        return answer switch
        {
            null => false,
            { IsReceived: true, IsSuccessStatusCode: true } => true,
            { IsReceived: true, StatusCode: >= HttpStatusCode.InternalServerError } => false,
            _ => null
        };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Asks for the model unless it is known well enough; says what is wrong if it cannot be had.</summary>
    private async Task<string?> ModelAsync(CancellationToken cancel)
    {
        if (model is not null && time.GetElapsedTime(modelAt) < ModelsFor) return null;

        var answer = await ProbeHttp.AskAsync(api.ModelsAsync, cancel);
        // Silence says nothing of the model: what is known of it stays, and the next look asks again.
        if (answer is { IsReceived: true }) (model, modelAt) = (answer.Content?.Served(), time.GetTimestamp());
        if (model is not null) return null;

        return answer switch
        {
            { IsReceived: true, IsSuccessStatusCode: false } =>
                $"vLLM answers on {address}, but /v1/models gives {(int)answer.StatusCode}.",
            { IsSuccessful: true } => $"vLLM answers on {address}, but names no model.",
            _ => $"vLLM answers on {address}, but its list of models cannot be read."
        };
    }

    private ProbeAnswer Failed(IApiResponse? health) =>
        health is { IsReceived: true, StatusCode: HttpStatusCode.ServiceUnavailable }
            ? new(ProbeOutcome.AnsweredBadly, $"vLLM on {address} says that its engine is dead (503).")
            : ProbeHttp.Failed(health, "vLLM", address, "/health");
}
