using Refit;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What is asked of a vLLM server. With <c>ApiResponse</c> a server that is away is a value, not an exception.</summary>
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
}

internal sealed record VllmVersion(string? Version);

internal sealed record VllmModels(IReadOnlyList<VllmModel>? Data);

/// <param name="Id">The name clients use; <c>--served-model-name</c> may give several.</param>
/// <param name="Root">The repository or path.</param>
/// <param name="Parent">Set for a LoRA adapter.</param>
/// <param name="MaxModelLen">The context in tokens.</param>
internal sealed record VllmModel(string Id, string? Root, string? Parent, int? MaxModelLen);
