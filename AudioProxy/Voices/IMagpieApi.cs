using System.Text.Json;
using Refit;

namespace SparkControl.AudioProxy.Voices;

/// <summary>What is asked of Magpie, a NIM of NVIDIA's (docs.nvidia.com/nim/speech, TTS HTTP REST API).</summary>
internal interface IMagpieApi
{
    /// <summary>By its languages: <c>{"en-US,de-DE": {"voices": ["Magpie-Multilingual.EN-US.Aria"]}}</c>.</summary>
    [Get("/v1/audio/list_voices")]
    Task<ApiResponse<JsonElement>> VoicesAsync(CancellationToken cancel);

    /// <summary>Says a text; the answer is a WAV of 16 bits. 503 while it loads.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">As in <c>en-US</c>.</param>
    /// <param name="voice">Its full name.</param>
    /// <param name="encoding">Always <c>LINEAR_PCM</c>.</param>
    /// <param name="rate">Samples a second; null for the model's own.</param>
    /// <param name="cancel">Ends it.</param>
    [Multipart]
    [Post("/v1/audio/synthesize")]
    Task<ApiResponse<Stream>> SynthesizeAsync(
        string text, string language, string voice, string encoding, [AliasAs("sample_rate_hz")] int? rate,
        CancellationToken cancel);
}
