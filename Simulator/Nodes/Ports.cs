using System.Net;
using System.Net.Sockets;

namespace SparkControl.Simulator.Nodes;

/// <summary>Who has bound which port of a node, and which loopback port stands for it here.</summary>
internal sealed class Ports : IDisposable
{
    public const int Vllm = 8888, Parakeet = 8000, Magpie = 9000;

    // Below the ports that a system gives to clients: one of those may belong to a connection by the time it is wanted,
    // or wanted again.
    private const int FirstFree = 20_000, FreeCount = 12_000, MostTries = 20;

    private static uint _lastFree = (uint)Random.Shared.Next(FreeCount);

    private readonly Dictionary<int, PortOwner> _owners = [];
    private readonly Dictionary<int, Published> _published = [];
    private readonly Lock _gate = new();

    /// <param name="vllmPort">The loopback port behind 8888; 0 is any free one.</param>
    public Ports(int vllmPort) => VllmPort = Publish(Vllm, IPAddress.Loopback, vllmPort);

    /// <summary>The loopback port behind the node's 8888. It is kept from others while no vLLM serves on it.</summary>
    public int VllmPort { get; }

    public IReadOnlyList<PortOwner> Listening
    {
        get
        {
            lock (_gate) return [.. _owners.Values.OrderBy(owner => owner.Port)];
        }
    }

    /// <summary>
    /// Keeps a loopback port for one of the node's, and gives it: it is kept from others while nobody serves there.
    /// </summary>
    /// <param name="port">The node's port.</param>
    /// <param name="address">A loopback address.</param>
    /// <param name="here">The port here; 0 is any free one.</param>
    public int Publish(int port, IPAddress address, int here)
    {
        var claim = here == 0 ? ClaimAny(address) : Claim(address, here);
        if (claim?.LocalEndPoint is IPEndPoint at) here = at.Port;
        lock (_gate) _published[port] = new(address, here) { Claim = claim };
        return here;
    }

    public int Here(int port) => _published.TryGetValue(port, out var published) ? published.Port : port;

    /// <summary>Where a server of this port listens.</summary>
    public IPEndPoint EndPoint(int port) =>
        new(_published.GetValueOrDefault(port)?.Address ?? IPAddress.Loopback, Here(port));

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
            Release(At(port)?.Claim);
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
            if (At(port) is { } published) published.Claim = Claim(published.Address, published.Port);
        }
    }

    public void Dispose()
    {
        foreach (var published in _published.Values) Release(published.Claim);
    }

    /// <summary>Whether a server could have this port now, of 127.0.0.1 or of another address of loopback.</summary>
    public static bool IsFree(int port, IPAddress? address = null)
    {
        var claim = Claim(address ?? IPAddress.Loopback, port);
        Release(claim);
        return claim is not null;
    }

    /// <summary>
    /// A loopback port that nobody has, for a server that must be told its port. None is given twice in this process
    /// before all others were.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static int Free()
    {
        for (var tries = 0; tries < FreeCount; tries++)
        {
            var port = FirstFree + (int)(Interlocked.Increment(ref _lastFree) % FreeCount);
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException("No loopback port is free.");
    }

    // Null where the address is none of this machine.
    private static Socket? ClaimAny(IPAddress address)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (Claim(address, Free()) is { } claim) return claim;
        }

        return Claim(address, 0);
    }

    // A program that is being started has a copy of the socket until it runs, which must keep nobody from the port.
    private static void Release(Socket? claim)
    {
        claim?.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        claim?.Dispose();
    }

    // A test may name the node's port or the one here.
    private Published? At(int port) =>
        _published.Values.FirstOrDefault(published => published.Port == Here(port));

    // Bound and not listening: nobody else gets the port, and who connects is refused. Null when somebody has it.
    private static Socket? Claim(IPAddress address, int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            claim.Bind(new IPEndPoint(address, port));
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

    private sealed record Published(IPAddress Address, int Port)
    {
        public Socket? Claim { get; set; }
    }
}

/// <summary>The program that listens on a port of a node.</summary>
internal sealed record PortOwner(int Port, string Program, int Pid, object Listener);
