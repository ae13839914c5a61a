using System.Text.Json;
using Refit;

namespace SparkControl.AudioProxy.Speech;

/// <summary>
/// What is asked of Parakeet: OpenAI's route for words (platform.openai.com, Audio API), and those of the
/// <c>parakeet-asr</c> container for speakers.
/// </summary>
internal interface IParakeetApi
{
    /// <param name="file">A WAV.</param>
    /// <param name="model">The only model that the server knows.</param>
    /// <param name="format">Always <c>verbose_json</c>.</param>
    /// <param name="granularity">Always <c>word</c>.</param>
    /// <param name="language">Null lets the model find out.</param>
    /// <param name="cancel">Ends it.</param>
    [Multipart]
    [Post("/v1/audio/transcriptions")]
    Task<ApiResponse<JsonElement>> TranscribeAsync(
        StreamPart file, string model, [AliasAs("response_format")] string format,
        [AliasAs("timestamp_granularities[]")] string granularity, string? language, CancellationToken cancel);

    /// <summary>Who speaks when, and how each sounds.</summary>
    [Multipart]
    [Post("/v1/audio/diarize-chunk")]
    Task<ApiResponse<JsonElement>> DiarizeChunkAsync(StreamPart file, CancellationToken cancel);

    /// <summary>Who speaks when: what older containers have.</summary>
    [Multipart]
    [Post("/v1/audio/diarize")]
    Task<ApiResponse<JsonElement>> DiarizeAsync(StreamPart file, CancellationToken cancel);
}
