using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Ssh;

/// <summary>A loopback port in front of another one, so that a test can cut, silence or refuse connections.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private const int MostTries = 20;

    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private TaskCompletionSource _flows = Flowing();
    private TcpListener _listener;
    private Task _running;

    /// <summary>Listens at once; 0 is any free port.</summary>
    public TcpRelay(int port = 0)
    {
        (_listener, Port) = port == 0 ? ListenAnywhere() : (Listen(port), port);
        _running = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>Where the next connection goes.</summary>
    public Func<int> Target { get; set; } = () => 0;

    /// <summary>New connections are taken and never answered.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Open connections stay open, and nothing comes through them until they thaw.</summary>
    public bool IsFrozen
    {
        get => !_flows.Task.IsCompleted;
        set
        {
            if (value == IsFrozen) return;
            if (value) _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);
            else _flows.SetResult();
        }
    }

    public int Connections => _open.Count / 2;

    /// <summary>Nobody is taken in any more; open connections stay.</summary>
    public async Task CloseAsync()
    {
        _listener.Stop();
        await _running;
    }

    public void Open()
    {
        _listener = Listen(Port);
        _running = AcceptAsync(_listener);
    }

    /// <summary>Cuts every connection, as a pulled cable and a reset would.</summary>
    public void Drop()
    {
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new(true, 0);
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                // Its connection has ended just now.
            }

            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Drop();
    }

    private static (TcpListener Listener, int Port) ListenAnywhere()
    {
        for (var tries = 1; ; tries++)
        {
            var port = Ports.Free();
            try
            {
                return (Listen(port), port);
            }
            catch (SocketException taken) when (
                taken.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < MostTries)
            {
                // Another program has taken it just now.
            }
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        _open[client] = true;
        if (IsSilent)
        {
            await IgnoreAsync(client);
            return;
        }

        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        target.NoDelay = client.NoDelay = true;
        try
        {
            _open[target] = true;
            await target.ConnectAsync(IPAddress.Loopback, Target());
            await Task.WhenAll(CopyAsync(client, target), CopyAsync(target, client));
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone.
        }

        client.Dispose();
        _open.TryRemove(client, out _);
        _open.TryRemove(target, out _);
    }

    // It is heard out, so that its end is noticed.
    private async Task IgnoreAsync(Socket client)
    {
        var block = new byte[1 << 12];
        try
        {
            while (await client.ReceiveAsync(block) > 0) { }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        client.Dispose();
        _open.TryRemove(client, out _);
    }

    private static TaskCompletionSource Flowing()
    {
        var flows = new TaskCompletionSource();
        flows.SetResult();
        return flows;
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var block = new byte[1 << 16];
        while (await from.ReceiveAsync(block) is > 0 and var count)
        {
            await _flows.Task;
            for (var sent = 0; sent < count;) sent += await to.SendAsync(block.AsMemory(sent, count - sent));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
