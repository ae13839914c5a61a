using System.Diagnostics;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>
/// A real redis-server on a loopback port, append-only, in a directory of its own. It can be stopped, killed, frozen
/// and started again on the same port with its data.
/// </summary>
public sealed class RedisFixture : IRedisServer, IAsyncLifetime
{
    private readonly TempDirectory directory = new();
    private int port;
    private Process? server;

    public string ConnectionString => $"127.0.0.1:{port},abortConnect=false";

    public ValueTask InitializeAsync() => new(StartAsync());

    /// <summary>Returns when it accepts connections; after <see cref="KillAsync"/> on the same port again.</summary>
    public async Task StartAsync()
    {
        var isFirst = port == 0;
        for (var attempt = 0; ; attempt++)
        {
            if (isFirst) port = FreePort.Next();
            if (await TryStartAsync() is not { } said) return;
            // A port that was free may be another process's by now.
            if (!isFirst || attempt == 2) throw new InvalidOperationException($"redis-server ended at once: {said}");
        }
    }

    // Null, or its last words.
    private async Task<string?> TryStartAsync()
    {
        server = Process.Start(new ProcessStartInfo("redis-server", Arguments) { RedirectStandardOutput = true })!;
        var said = "";
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            said = line;
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal)) continue;

            _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return null;
        }

        return said;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (server is null) return;

        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
    }

    /// <summary>Connections stay open and nothing answers, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        directory.Dispose();
    }

    private IEnumerable<string> Arguments =>
    [
        "--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory.Path, "--appendonly", "yes", "--save", ""
    ];

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{server!.Id}"]);
        kill.WaitForExit();
    }
}
