using System.Net;
using System.Net.Sockets;

namespace SparkControl.Simulator.Nodes;

/// <summary>A loopback listener that takes every connection and never says a word.</summary>
public sealed class BlackHole : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly List<TcpClient> _taken = [];
    private readonly Task _accepting;

    /// <summary>Listens at once; 0 is any free port.</summary>
    public BlackHole(int port)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var client in _taken) client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _taken.Add(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
