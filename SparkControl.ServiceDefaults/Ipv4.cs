using System.Net;
using System.Net.Sockets;
using SparkControl.Contracts;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Connections by IPv4 only: vLLM binds no other, and a <c>.local</c> name resolves to IPv6 first, where a client
/// hangs. A connection that cannot be made in time fails as such, so that it differs from a server that does not
/// answer; one whose other host is gone ends, see <see cref="KeepAlive"/>.
/// </summary>
public static class Ipv4
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1.5);

    /// <summary>For clients of one node's server: no proxy, no cookies, no redirects.</summary>
    /// <param name="allowed">
    /// What is connected to of that to which a host has led; null for all but link-local addresses.
    /// </param>
    public static SocketsHttpHandler Handler(Func<string, IPAddress[], IPAddress[]>? allowed = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancel) => ConnectAsync(context, allowed ?? LinkLocal.Without, cancel)
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, Func<string, IPAddress[], IPAddress[]> allowed, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectLimit);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive.Apply(socket);
            var target = context.DnsEndPoint;
            var addresses = await Dns.GetHostAddressesAsync(target.Host, AddressFamily.InterNetwork, limit.Token);
            await socket.ConnectAsync(allowed(target.Host, addresses), target.Port, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
