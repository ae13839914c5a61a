using System.Net;
using System.Net.Sockets;

namespace SparkControl.Standalone;

/// <summary>A loopback port for a part of this process that others of its parts must find before it listens.</summary>
internal static class FreePort
{
    // Below the range that outgoing connections take theirs from: it is bound a second after it was found free.
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one is tried.
            }
        }
    }
}
