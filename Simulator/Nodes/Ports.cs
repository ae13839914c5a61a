using System.Net;
using System.Net.Sockets;

namespace SparkControl.Simulator.Nodes;

/// <summary>Who has bound which port of a node, and which loopback port stands for it here.</summary>
internal sealed class Ports(int vllmPort)
{
    public const int Vllm = 8888;

    private readonly Dictionary<int, PortOwner> _owners = [];
    private readonly Lock _gate = new();

    /// <summary>The loopback port behind the node's 8888.</summary>
    public int VllmPort { get; } = vllmPort == 0 ? Free() : vllmPort;

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
    public bool TryListen(int port, string program, int pid)
    {
        lock (_gate) return _owners.TryAdd(Here(port), new(port, program, pid));
    }

    public void Close(int port, int pid)
    {
        lock (_gate)
        {
            if (_owners.TryGetValue(Here(port), out var owner) && owner.Pid == pid) _owners.Remove(Here(port));
        }
    }

    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The program that listens on a port of a node.</summary>
internal sealed record PortOwner(int Port, string Program, int Pid);
