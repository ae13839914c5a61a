using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SparkControl.Simulator.Wire;

/// <summary>The loopback listener that the stand-ins of both nodes ask.</summary>
internal sealed partial class ToolServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Task> _served = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<ToolRequest, ToolConnection, Task> _handle;
    private readonly ILogger _logger;
    private readonly Task _accepting;

    public ToolServer(Func<ToolRequest, ToolConnection, Task> handle, ILogger logger)
    {
        _handle = handle;
        _logger = logger;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>
    /// What a stand-in says first. The port is open to every program of this machine, and to web pages that a browser
    /// on it shows; the nodes' files are not.
    /// </summary>
    public string Secret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Nobody is taken in any more; who is being answered still is.</summary>
    public async Task CloseAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    /// <summary>
    /// Hangs up on everybody; when it returns, no answer is under way, or one that does not end was left.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        foreach (var client in _served.Keys) client.Dispose();
        await Task.WhenAny(Task.WhenAll(_served.Values), Task.Delay(TimeSpan.FromSeconds(5)));
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var begun = new TaskCompletionSource();
                _served[client] = ServeAsync(client, begun.Task);
                begun.SetResult();
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // Stopping, or a client that left before it was accepted.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, Task begun)
    {
        await begun;
        client.NoDelay = true;
        var stream = client.GetStream();
        try
        {
            var request = await ToolRequest.ReadAsync(stream, Secret, _stopping.Token);
            if (request is null) return;
            await using var connection = new ToolConnection(stream);
            await _handle(request, connection);
        }
        catch (Exception end) when (end is IOException or InvalidDataException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The stand-in was killed in mid-answer, or it was none.
        }
        catch (Exception failure)
        {
            RequestFailed(failure);
        }
        finally
        {
            client.Dispose();
            _served.TryRemove(client, out _);
        }
    }

    [LoggerMessage(LogLevel.Error, "A stand-in could not be answered")]
    private partial void RequestFailed(Exception failure);
}
