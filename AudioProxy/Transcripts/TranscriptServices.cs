using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>All that makes transcripts of recordings.</summary>
internal static class TranscriptServices
{
    // What is registered last is stopped first: runs need lanes to give their slots back, and both need the store.
    public static IServiceCollection AddTranscripts(this IServiceCollection services) => services
        .AddUploads()
        .AddStore()
        .AddSingleton<Parakeet>()
        .AddSingleton<TranscriptLanes>()
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Meetings)
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Recordings)
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Transcription)
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<TranscriptLanes>().Diarization)
        .AddSingleton<LookGate>()
        .AddSingleton<RunParts>()
        .AddSingleton<TranscriptRuns>()
        .AddHostedService(provider => provider.GetRequiredService<TranscriptRuns>())
        .AddSingleton<RecordingReader>()
        .AddSingleton<TranscriptStream>()
        .AddSingleton<OpenAiStream>()
        .AddSingleton<ChunkEndpoints>();

    public static IEndpointRouteBuilder MapAudio(this IEndpointRouteBuilder routes)
    {
        routes.MapTranscripts().MapWaitingTranscripts().MapOpenAiTranscripts();
        ChunkEndpoints.Map(routes);
        return routes;
    }

    // Stored transcripts: read, followed, and marked when their instance is gone.
    private static IServiceCollection AddStore(this IServiceCollection services) => services
        .AddSingleton(new TranscriptTimes())
        .AddSingleton(provider =>
        {
            var redis = provider.GetRequiredService<RedisLink>();
            return new ChannelNews(redis, redis.Channels.Transcripts);
        })
        .AddHostedService(provider => provider.GetRequiredService<ChannelNews>())
        .AddSingleton<TranscriptStore>()
        .AddSingleton<PatientReader>()
        .AddSingleton<TranscriptFeed>()
        .AddHostedService<Interrupted>();
}
