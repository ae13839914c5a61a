using SparkControl.Simulator.Web;

namespace SparkControl.Simulator.Nodes;

/// <summary>A web server that somebody left running on a port of a node, and that has no models.</summary>
internal sealed class ForeignServer(WebApplication app, Ports ports, int port) : IAsyncDisposable
{
    private const string Program = "python3";
    private const int Pid = 812;

    /// <summary>Listens at once; null when the port was taken in the same moment.</summary>
    public static async Task<ForeignServer?> StartAsync(Ports ports, int port)
    {
        var app = LoopbackApp.Create(ports.Here(port)).Build();
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        var server = new ForeignServer(app, ports, port);
        if (!ports.TryListen(port, Program, Pid, server)) return null;
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        ports.Close(port, this);
    }
}
