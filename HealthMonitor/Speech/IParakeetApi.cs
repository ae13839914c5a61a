using System.Text.Json;
using Refit;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>What is asked of a Parakeet server. There are several, and they agree on little.</summary>
internal interface IParakeetApi
{
    [Get("/health")]
    Task<ApiResponse<ParakeetHealth>> HealthAsync(CancellationToken cancel);

    /// <summary>The same, where <c>/health</c> is not found.</summary>
    [Get("/healthz")]
    Task<ApiResponse<ParakeetHealth>> HealthzAsync(CancellationToken cancel);

    /// <summary>Text of a sound. A server that has another model than the one that is named answers 404.</summary>
    [Multipart]
    [Post("/v1/audio/transcriptions")]
    Task<ApiResponse<string>> TranscribeAsync(
        [AliasAs("file")] ByteArrayPart file, [AliasAs("model")] string model, CancellationToken cancel);
}

/// <summary>
/// What a server says of itself; any of it may be missing or of another type. A model that was unloaded because nobody
/// uses it (<c>loaded</c>, <c>model_loaded</c>) is loaded by the next request: that is no fault.
/// </summary>
internal sealed record ParakeetHealth(
    JsonElement? Status, JsonElement? Version, JsonElement? Ready, JsonElement? CudaAvailable, JsonElement? ModelId,
    JsonElement? ModelName)
{
    /// <summary>Its model by name.</summary>
    public string? Model => Text(ModelId) ?? Text(ModelName);

    public string? VersionText => Text(Version);

    /// <summary>It is up and not able to transcribe yet.</summary>
    public bool IsLoading => Ready?.ValueKind == JsonValueKind.False
        || Text(Status)?.ToLowerInvariant() is "loading" or "starting" or "initializing";

    /// <summary>What it says against itself; null for nothing.</summary>
    public string? Complaint => Text(Status)?.ToLowerInvariant() is "error" or "failed" or "unhealthy" or "degraded"
        ? $"It says of itself: {Text(Status)}."
        : CudaAvailable?.ValueKind == JsonValueKind.False ? "It says that it has no GPU." : null;

    private static string? Text(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 and <= 200 } found
            ? found
            : null;
}
