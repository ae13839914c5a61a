using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Refit;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Asks one vLLM server. What changes seldom is remembered between looks.</summary>
internal sealed class VllmClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ModelsFor = TimeSpan.FromSeconds(30);

    private static readonly RefitSettings Settings = new()
    {
        ContentSerializer = new SystemTextJsonContentSerializer(
            new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })
    };

    private readonly string address;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly IVllmApi api;
    private ServedModel? model;
    private long modelAt;
    private string? version;

    public VllmClient(string host, int port, TimeProvider time)
    {
        this.time = time;
        address = $"{host}:{port}";
        http = new(new BoundedAnswers(PrometheusText.Limit) { InnerHandler = Ipv4.Handler() }, disposeHandler: true)
        {
            BaseAddress = new UriBuilder("http", host, port).Uri
        };
        api = RestService.For<IVllmApi>(http, Settings);
    }

    /// <summary>Forgets the model, so that the next look asks for it.</summary>
    public void Forget() => model = null;

    public async Task<VllmAnswer> LookAsync(CancellationToken cancel)
    {
        var health = await AskAsync(api.HealthAsync, cancel);
        if (health is not { IsSuccessStatusCode: true })
        {
            model = null;
            version = null;
            return Failed(health);
        }

        var models = ModelAsync(cancel);
        var metrics = AskAsync(api.MetricsAsync, cancel);
        version ??= (await AskAsync(api.VersionAsync, cancel))?.Content?.Version;
        var text = (await metrics)?.Content;
        var problem = await models;
        return new(
            problem is null ? ProbeOutcome.Answered : ProbeOutcome.AnsweredInPart,
            problem ?? $"vLLM answers on {address} and serves {model!.Id}.")
        {
            Model = model,
            Metrics = text is null ? null : VllmScrape.Parse(text),
            Version = version
        };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Asks for the model unless it is known well enough; says what is wrong if it cannot be had.</summary>
    private async Task<string?> ModelAsync(CancellationToken cancel)
    {
        if (model is not null && time.GetElapsedTime(modelAt) < ModelsFor) return null;

        var answer = await AskAsync(api.ModelsAsync, cancel);
        model = answer?.Content?.Served();
        modelAt = time.GetTimestamp();
        if (model is not null) return null;

        return answer switch
        {
            { IsReceived: true, IsSuccessStatusCode: false } =>
                $"vLLM answers on {address}, but /v1/models gives {(int)answer.StatusCode}.",
            { IsSuccessful: true } => $"vLLM answers on {address}, but names no model.",
            _ => $"vLLM answers on {address}, but its list of models cannot be read."
        };
    }

    private VllmAnswer Failed(IApiResponse? health)
    {
        if (health is null) return new(ProbeOutcome.Silent, $"{address} takes connections but does not answer within 2 s.");
        if (health.IsReceived)
        {
            return health.StatusCode == HttpStatusCode.ServiceUnavailable
                ? new(ProbeOutcome.AnsweredBadly, $"vLLM on {address} says that its engine is dead (503).")
                : new(ProbeOutcome.AnsweredBadly, $"{address} answers /health with {(int)health.StatusCode}.");
        }

        if (Cause<LinkLocalException>(health.Error) is { } link) return new(ProbeOutcome.Unreachable, link.Message);

        return Cause<SocketException>(health.Error)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new(ProbeOutcome.Refused, $"{address} refuses connections: nothing serves there."),
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
                new(ProbeOutcome.Unreachable, $"The name in {address} is not known."),
            SocketError.ConnectionReset => new(ProbeOutcome.AnsweredBadly, $"{address} broke the connection off."),
            null => new(ProbeOutcome.AnsweredBadly, $"{address} broke the connection off."),
            _ => new(ProbeOutcome.Unreachable, $"{address} cannot be reached, so vLLM could not be asked.")
        };
    }

    private static T? Cause<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not null and not T) failure = failure.InnerException;
        return (T?)failure;
    }

    /// <summary>The answer, also one that could not be had; null when the limit passed.</summary>
    private static async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
        where T : class, IApiResponse
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            var answer = await ask(limit.Token);
            cancel.ThrowIfCancellationRequested();
            return limit.IsCancellationRequested && !answer.IsReceived ? null : answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
