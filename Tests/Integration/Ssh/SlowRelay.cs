using System.Net;
using System.Net.Sockets;

namespace SparkControl.Tests.Integration.Ssh;

/// <summary>
/// A port in front of a sshd for one connection. It lets the client's greeting through and holds what comes after until
/// it is told to go on: a node in the middle of a login.
/// </summary>
internal sealed class SlowRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource held = new(), going = new();
    private readonly Task running;

    public SlowRelay(int target)
    {
        listener.Start();
        running = RunAsync(target);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The client waits for an answer to more than its greeting.</summary>
    public Task Held => held.Task;

    /// <summary>The client has closed the connection.</summary>
    public Task Closed => running;

    public void GoOn() => going.TrySetResult();

    public void Dispose() => listener.Stop();

    private async Task RunAsync(int target)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, target);
        _ = server.GetStream().CopyToAsync(client.GetStream());

        var buffer = new byte[16 * 1024];
        var greeting = true;
        while (await client.GetStream().ReadAsync(buffer) is > 0 and var read)
        {
            var ends = Array.IndexOf(buffer, (byte)'\n', 0, read) + 1;
            var passes = !greeting ? 0 : ends > 0 ? ends : read;
            await server.GetStream().WriteAsync(buffer.AsMemory(0, passes));
            greeting = greeting && ends == 0;
            if (passes == read) continue;

            held.TrySetResult();
            await going.Task;
            await server.GetStream().WriteAsync(buffer.AsMemory(passes, read - passes));
        }
    }
}
