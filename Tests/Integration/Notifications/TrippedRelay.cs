using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>
/// A port in front of Redis that is dead from a certain command on, which does not arrive any more: a power cut at a
/// place of the test's choice.
/// </summary>
internal sealed class TrippedRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> ends = [];
    private readonly TaskCompletionSource tripped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> trips;

    /// <param name="target">The connection string of Redis.</param>
    /// <param name="trips">Told what is sent, as it is written.</param>
    public TrippedRelay(string target, Func<string, bool> trips)
    {
        this.trips = trips;
        listener.Start();
        _ = AcceptAsync(int.Parse(target.Split(':', ',')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port},abortConnect=false";

    public Task Tripped => tripped.Task;

    public void Dispose()
    {
        listener.Stop();
        lock (ends) ends.ForEach(end => end.Dispose());
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(), server = new();
                lock (ends) ends.AddRange([client, server]);
                await server.ConnectAsync(IPAddress.Loopback, target);
                _ = PassOnAsync(client.GetStream(), server.GetStream());
                _ = server.GetStream().CopyToAsync(client.GetStream());
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Nothing gets through any more.
        }
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            if (trips(Encoding.Latin1.GetString(buffer, 0, read)))
            {
                Dispose();
                tripped.TrySetResult();
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
