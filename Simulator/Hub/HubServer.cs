using SparkControl.Simulator.Web;

namespace SparkControl.Simulator.Hub;

/// <summary>The Hub by HTTP on loopback, for a panel whose HF_ENDPOINT is <see cref="Url"/>.</summary>
internal sealed class HubServer(WebApplication app, int port) : IAsyncDisposable
{
    public string Url { get; } = $"http://127.0.0.1:{port}";

    /// <param name="hub">What it shows.</param>
    /// <param name="port">The loopback port; 0 is any free one.</param>
    public static async Task<HubServer> StartAsync(SimulatedHub hub, int port)
    {
        port = port == 0 ? Nodes.Ports.Free() : port;
        var app = LoopbackApp.Create(port).Build();
        app.Use((context, next) => MeetAsync(hub, context, next));
        HubRoutes.Map(app, hub);
        await app.StartAsync();
        return new(app, port);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Task MeetAsync(SimulatedHub hub, HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        hub.Record($"{request.Method} {request.Path}{request.QueryString}" +
            (request.Headers.Authorization.Count > 0 ? " (token)" : ""));
        if (!hub.IsAway) return next(context);
        context.Abort();
        return Task.CompletedTask;
    }
}
