using System.Net;
using System.Net.Sockets;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>A loopback port that nobody has, for a server that must be told its port.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
