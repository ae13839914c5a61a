using System.Net.Sockets;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Connections that end when the host at their other end is gone. Without power or a cable nobody says so: who waits
/// for an answer would wait as long as for a slow one.
/// </summary>
public static class KeepAlive
{
    /// <summary>Seconds of silence before the other host is asked whether it is there.</summary>
    private const int Silence = 15;

    /// <summary>Seconds between two questions, and how many may go unanswered.</summary>
    private const int Between = 5, Unanswered = 3;

    /// <summary>Ends the connection 30 s after the other host has gone; its server does nothing.</summary>
    public static void Apply(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Silence);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Between);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Unanswered);
    }

    /// <summary>Connects as a <see cref="SocketsHttpHandler"/> does by itself, and applies this.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Apply(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
