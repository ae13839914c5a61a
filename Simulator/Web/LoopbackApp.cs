using System.Net;

namespace SparkControl.Simulator.Web;

/// <summary>
/// A small HTTP server on loopback that belongs to the pair: no configuration, no logs, no Ctrl+C of its own.
/// </summary>
internal static class LoopbackApp
{
    public static WebApplicationBuilder Create(int port) => Create(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>On any address of loopback: a machine may have more of them than one.</summary>
    public static WebApplicationBuilder Create(IPEndPoint here)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(here));
        builder.Services.AddSingleton<IHostLifetime, Unattended>();
        return builder;
    }

    private sealed class Unattended : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
