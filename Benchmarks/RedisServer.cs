using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SparkControl.Benchmarks;

/// <summary>A real redis-server, append-only, on a loopback port.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process process;

    private RedisServer(Process process, int port) =>
        (this.process, ConnectionString) = (process, $"127.0.0.1:{port},abortConnect=false");

    public string ConnectionString { get; }

    /// <summary>Returns when it accepts connections.</summary>
    public static async Task<RedisServer> StartAsync(string directory, CancellationToken cancel)
    {
        var port = FreePort();
        string[] arguments =
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory, "--appendonly", "yes", "--save", ""];
        var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal)) continue;

            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new(process, port);
        }

        throw new InvalidOperationException("redis-server ended at once.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
