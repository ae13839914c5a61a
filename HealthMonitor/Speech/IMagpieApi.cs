using System.Text.Json;
using Refit;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>What is asked of Magpie, a NIM of NVIDIA's.</summary>
internal interface IMagpieApi
{
    /// <summary>200 when it can speak; 503 while it loads.</summary>
    [Get("/v1/health/ready")]
    Task<IApiResponse> ReadyAsync(CancellationToken cancel);

    /// <summary>By its languages: <c>{"en-US,de-DE": {"voices": ["Magpie-Multilingual.EN-US.Aria"]}}</c>.</summary>
    [Get("/v1/audio/list_voices")]
    Task<ApiResponse<JsonElement>> VoicesAsync(CancellationToken cancel);

    [Get("/v1/metadata")]
    Task<ApiResponse<JsonElement>> MetadataAsync(CancellationToken cancel);
}
