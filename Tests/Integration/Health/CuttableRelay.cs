using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SparkControl.Tests.Integration.Health;

/// <summary>
/// A port in front of Redis for one process. Cut, that process is dead to all others and does not know it.
/// </summary>
internal sealed class CuttableRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> ends = [];

    public CuttableRelay(int target)
    {
        listener.Start();
        _ = AcceptAsync(target);
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port},abortConnect=false";

    public void Cut()
    {
        listener.Stop();
        foreach (var end in ends) end.Dispose();
    }

    public void Dispose() => Cut();

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                ends.Add(client);
                ends.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, target);
                _ = client.GetStream().CopyToAsync(server.GetStream());
                _ = server.GetStream().CopyToAsync(client.GetStream());
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Nothing gets through any more.
        }
    }
}
