using Refit;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// What is asked of a vLLM server. With <c>ApiResponse</c> a server that is away is a value, not an exception.
/// </summary>
internal interface IVllmApi
{
    /// <summary>200 with an empty body; 503 when the engine is dead.</summary>
    [Get("/health")]
    Task<IApiResponse> HealthAsync(CancellationToken cancel);

    [Get("/v1/models")]
    Task<ApiResponse<VllmModels>> ModelsAsync(CancellationToken cancel);

    /// <summary>Prometheus text.</summary>
    [Get("/metrics")]
    Task<ApiResponse<string>> MetricsAsync(CancellationToken cancel);

    [Get("/version")]
    Task<ApiResponse<VllmVersion>> VersionAsync(CancellationToken cancel);

    /// <summary>Writes what comes after a text.</summary>
    [Post("/v1/completions")]
    Task<IApiResponse> CompleteAsync([Body] VllmPrompt prompt, CancellationToken cancel);
}

/// <summary>A request of one token.</summary>
/// <param name="Model">The name the server uses.</param>
/// <param name="Prompt">The text to go on with.</param>
/// <param name="MaxTokens">How much may be written.</param>
internal sealed record VllmPrompt(string Model, string Prompt, int MaxTokens);

internal sealed record VllmVersion(string? Version);

/// <summary>What whoever listens there calls its models: any of it may be missing.</summary>
internal sealed record VllmModels(IReadOnlyList<VllmModel?>? Data)
{
    /// <summary>The model itself rather than an adapter; null when none has a name.</summary>
    public ServedModel? Served()
    {
        var named = (Data ?? []).Where(model => !string.IsNullOrEmpty(model?.Id)).ToList();
        return (named.Find(model => model!.Parent is null) ?? named.FirstOrDefault()) is { Id: { } id } found
            ? new(id, found.Root, found.MaxModelLen)
            : null;
    }
}

/// <param name="Id">The name clients use; <c>--served-model-name</c> may give several.</param>
/// <param name="Root">The repository or path.</param>
/// <param name="Parent">Set for a LoRA adapter.</param>
/// <param name="MaxModelLen">The context in tokens.</param>
internal sealed record VllmModel(string? Id, string? Root, string? Parent, int? MaxModelLen);
