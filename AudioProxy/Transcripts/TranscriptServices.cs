namespace SparkControl.AudioProxy.Transcripts;

internal static class TranscriptServices
{
    /// <summary>The stored transcripts: read, followed, and marked when their instance is gone.</summary>
    public static IServiceCollection AddTranscriptStore(this IServiceCollection services) => services
        .AddSingleton(new TranscriptTimes())
        .AddSingleton<TranscriptNews>()
        .AddHostedService(provider => provider.GetRequiredService<TranscriptNews>())
        .AddSingleton<TranscriptStore>()
        .AddSingleton<TranscriptFeed>()
        .AddHostedService<Interrupted>();
}
