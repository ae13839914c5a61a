using System.Net;
using System.Net.Sockets;

namespace SparkControl.Simulator.Nodes;

/// <summary>Who has bound which port of a node, and which loopback port stands for it here.</summary>
internal sealed class Ports : IDisposable
{
    public const int Vllm = 8888;

    private readonly Dictionary<int, PortOwner> _owners = [];
    private readonly Lock _gate = new();
    private Socket? _claim;

    /// <param name="vllmPort">The loopback port behind 8888; 0 is any free one.</param>
    public Ports(int vllmPort)
    {
        _claim = Claim(vllmPort);
        VllmPort = _claim?.LocalEndPoint is IPEndPoint here ? here.Port : vllmPort;
    }

    /// <summary>The loopback port behind the node's 8888. It is kept from others while no vLLM serves on it.</summary>
    public int VllmPort { get; }

    public IReadOnlyList<PortOwner> Listening
    {
        get
        {
            lock (_gate) return [.. _owners.Values.OrderBy(owner => owner.Port)];
        }
    }

    public int Here(int port) => port == Vllm ? VllmPort : port;

    public bool IsTaken(int port)
    {
        lock (_gate) return _owners.ContainsKey(Here(port));
    }

    /// <summary>Listens from now on; false when somebody else does already.</summary>
    public bool TryListen(int port, string program, int pid, object listener)
    {
        lock (_gate)
        {
            if (!_owners.TryAdd(Here(port), new(port, program, pid, listener))) return false;
            if (Here(port) == VllmPort) _claim?.Dispose();
            return true;
        }
    }

    /// <summary>
    /// Gives the port back, if it is this listener's: process ids are those of a container, and not unique.
    /// </summary>
    public void Close(int port, object listener)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(Here(port), out var owner) || owner.Listener != listener) return;
            _owners.Remove(Here(port));
            if (Here(port) == VllmPort) _claim = Claim(VllmPort);
        }
    }

    public void Dispose() => _claim?.Dispose();

    /// <summary>Whether a server could have this loopback port now.</summary>
    public static bool IsFree(int port)
    {
        using var claim = Claim(port);
        return claim is not null;
    }

    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Bound and not listening: nobody else gets the port, and who connects is refused. Null when somebody has it.
    private static Socket? Claim(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
            // .NET lets every socket share its address, which here is for those that follow a dead one only.
            claim.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
            return claim;
        }
        catch (SocketException)
        {
            claim.Dispose();
            return null;
        }
    }
}

/// <summary>The program that listens on a port of a node.</summary>
internal sealed record PortOwner(int Port, string Program, int Pid, object Listener);
