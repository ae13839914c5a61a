using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Uploads;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>All that makes transcripts of recordings.</summary>
internal static class Transcribing
{
    // What is registered last is stopped first: runs need lanes to give their slots back, and both need the store.
    public static IServiceCollection AddTranscripts(this IServiceCollection services) => services
        .AddUploads()
        .AddTranscriptStore()
        .AddSingleton<Parakeet>()
        .AddSingleton<TranscriptLanes>()
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Transcription)
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Diarization)
        .AddSingleton<RunParts>()
        .AddSingleton<TranscriptRuns>()
        .AddHostedService(provider => provider.GetRequiredService<TranscriptRuns>())
        .AddSingleton<RecordingReader>()
        .AddSingleton<TranscriptStream>()
        .AddSingleton<ChunkEndpoints>();

    public static IEndpointRouteBuilder MapAudio(this IEndpointRouteBuilder routes)
    {
        routes.MapTranscripts().MapWaitingTranscripts().MapOpenAiTranscripts();
        ChunkEndpoints.Map(routes);
        return routes;
    }
}
