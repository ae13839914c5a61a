using System.Net;
using Microsoft.AspNetCore.Http.Features;
using SparkControl.Simulator.Web;

namespace SparkControl.Simulator.Speech;

/// <summary>The HTTP server of one life of a service, behind what may be wrong with it.</summary>
internal static class ServiceDoor
{
    public static async Task<IAsyncDisposable> OpenAsync(IPEndPoint here, ServiceLife life)
    {
        var builder = LoopbackApp.Create(here);
        // Neither has a limit of its own: an hour of audio comes in one request.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = long.MaxValue);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = null);
        var app = builder.Build();
        AccessLog.Use(app, life.WriteLine);
        app.Use((context, next) => WaitAsync(context, next, life));
        FastApi.MapRest(app, life.Service);
        life.Service.Plan.Map(app, life);
        await app.StartAsync();
        return new Opened(app);
    }

    // While the GPU works, the interpreter has no time for /health: it is answered, but late.
    private static async Task WaitAsync(HttpContext context, RequestDelegate next, ServiceLife life)
    {
        await life.Service.Quiet.WaitAsync(context.RequestAborted);
        if (context.Request.Path.Value is "/health" or "/healthz")
            await life.Gpu.Idle.WaitAsync(context.RequestAborted);
        await next(context);
    }

    private sealed class Opened(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A killed process finishes no request.
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }
}
