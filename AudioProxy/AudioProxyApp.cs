using SparkControl.AudioProxy.Uploads;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy;

/// <summary>Transcription and speech for the whole LAN. So far it says that it is there and forwards nothing.</summary>
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
        builder.Services.AddUploads();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }
}
