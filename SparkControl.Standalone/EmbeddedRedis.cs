using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;

namespace SparkControl.Standalone;

/// <summary>
/// Garnet inside this process, reached over loopback with a random port and password. A write is acknowledged
/// when it is on disk. Where to reach it is known before it answers, so that what needs it can start first.
/// </summary>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    private readonly string _directory;
    private readonly int _port = FreePort();
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private Task<GarnetServer>? _server;

    /// <param name="directory">Where its data is kept; made if it is missing.</param>
    public EmbeddedRedis(string directory) => _directory = Directory.CreateDirectory(directory).FullName;

    /// <summary>For StackExchange.Redis; clients keep trying until it answers.</summary>
    public string ConnectionString => $"127.0.0.1:{_port},password={_password},abortConnect=false";

    /// <summary>Reads what is on disk and begins to answer. Takes about a second, on another thread.</summary>
    public Task StartAsync() => _server = Task.Run(Start);

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;

        await ((Task)_server).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server.IsCompletedSuccessfully) _server.Result.Dispose();
        _server = null;
    }

    private GarnetServer Start()
    {
        var server = new GarnetServer(Arguments());
        server.Start();
        return server;
    }

    /// <remarks>
    /// Without RandomAccess it wants libaio and ends the process where that is missing; without the small pages and
    /// limits 200,000 writes leave 400 MB; without commit-wait an acknowledged write can be lost.
    /// </remarks>
    private string[] Arguments() =>
    [
        "--port", $"{_port}", "--bind", "127.0.0.1", "--auth", "Password", "--password", _password,
        "--memory", "64m", "--index", "1m", "--page", "2m",
        "--aof", "--aof-commit-wait", "--aof-page-size", "4m", "--aof-memory", "8m",
        "--aof-segment-size", "64m", "--aof-size-limit", "64m", "--recover",
        "--lua", "--checkpointdir", _directory, "--device-type", "RandomAccess"
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
