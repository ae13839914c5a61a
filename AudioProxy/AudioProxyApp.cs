using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.AudioProxy.Voices;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy;

/// <summary>Transcription and speech for the whole LAN.</summary>
public static class AudioProxyApp
{
    /// <summary>The port where nothing else is set.</summary>
    public const int Port = 9998;

    /// <param name="args">The command line.</param>
    /// <param name="configure">Has the last word on the builder.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseServiceUrls(Port).AddServiceDefaults("audio-proxy").AddSharedState();
        builder.Services.AddSingleton<SpeechNews>().AddVoices().AddTranscripts();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        var mirror = app.Services.GetRequiredService<StateMirror>();
        app.UsePageGuard(() => mirror.Value(States.Settings));
        app.UseUploadLimit(() => mirror.Value(States.Settings)?.Transcripts ?? new());
        app.MapVoices();
        app.MapAudio();
        return app;
    }
}
