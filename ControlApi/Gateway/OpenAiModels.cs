using SparkControl.Contracts;
using SparkControl.ControlApi.Discovery;

namespace SparkControl.ControlApi.Gateway;

/// <summary>Which models answer now, from what is known.</summary>
internal static class OpenAiModels
{
    /// <summary>The language model, the model of transcription and that of speech, each while it is ready.</summary>
    public static IReadOnlyList<OpenAiModel> Of(EndpointsNow now)
    {
        var ready = now.Compose();
        return
        [
            .. Of(ready.Vllm.Ready, now.Service("vllm"), Language),
            .. Of(ready.Parakeet.Ready, now.Service("parakeet"), seen => Transcription(seen, now.Settings.Transcripts)),
            .. Of(ready.Magpie.Ready, now.Service("magpie"), Speech)
        ];
    }

    private static IEnumerable<OpenAiModel> Of(
        bool isReady, ServiceState? seen, Func<ServiceState, OpenAiModel?> model) =>
        isReady && seen is not null && model(seen) is { } found ? [found] : [];

    private static OpenAiModel? Language(ServiceState seen) => seen.Model is not { } model ? null
        : new(model.Id, Created(seen), seen.Name, "llm") { MaxModelLen = model.MaxModelLen };

    private static OpenAiModel Transcription(ServiceState seen, TranscriptSettings settings) =>
        new(seen.Model?.Id ?? settings.TranscriptionModel, Created(seen), seen.Name, "stt");

    // Its voices begin with the model's name; it tells that nowhere else.
    private static OpenAiModel Speech(ServiceState seen) =>
        new(seen.Voices is [var voice, ..] ? voice.Split('.')[0] : seen.Name, Created(seen), seen.Name, "tts")
        {
            Voices = seen.Voices
        };

    private static long Created(ServiceState seen) => seen.Since.ToUnixTimeSeconds();
}
