using System.Net;
using System.Net.Sockets;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>A loopback port that nobody has, for a server that must be told its port.</summary>
public static class FreePort
{
    // Below the ports that a system gives to clients: one of those may belong to a connection by the time it is wanted.
    private const int First = 20_000, Count = 12_000;

    private static uint last = (uint)Random.Shared.Next(Count);

    /// <summary>None is given twice in this process.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)(Interlocked.Increment(ref last) % Count);
            if (IsFree(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
