using System.Net;
using System.Net.Sockets;
using Renci.SshNet;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>How an attempt to connect ended.</summary>
/// <param name="Client">Connected and let in; null when not.</param>
/// <param name="State">Up, or why not.</param>
/// <param name="Reason">Why not, as a sentence.</param>
/// <param name="Offered">The host key that the node showed, as far as it came to that.</param>
internal sealed record SshDialed(SshClient? Client, NodeState State, string? Reason, HostKey? Offered);

/// <summary>One attempt to connect to a node. Its host key decides before anything is sent.</summary>
internal static class SshDial
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<SshDialed> ConnectAsync(
        SparkSettings node, string keyPath, TimeProvider time, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(node.User))
            return new(null, NodeState.Refused, $"No user name is set for {node.Name}.", null);

        SshClient? client = null;
        var connecting = Task.CompletedTask;
        HostKey? offered = null;
        var trusted = false;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var address = await AddressAsync(node.Host, either.Token);
            client = Client(node, address, keyPath);
            client.HostKeyReceived += (_, offer) =>
            {
                offered = HostKeyTypes.Offered(offer);
                offer.CanTrust = trusted = node.HostKeys.Contains(offered);
            };

            // SSH.NET waits for single answers without looking at the token: this wait is the limit.
            connecting = client.ConnectAsync(either.Token);
            await connecting.WaitAsync(either.Token);
            return new(client, NodeState.Up, null, offered);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Drop(client, connecting);
            return offered is not null && !trusted
                ? new(null, NodeState.Untrusted, Untrusted(node, offered), offered)
                : SshFailure.Explain(node, keyPath, failure) with { Offered = offered };
        }
        catch (OperationCanceledException)
        {
            Drop(client, connecting);
            throw;
        }
    }

    /// <summary>An IPv4 address where there is one: names under .local resolve to IPv6 first and then hang.</summary>
    private static async Task<IPAddress> AddressAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal)) return LinkLocal.Without(host, [literal])[0];

        var all = LinkLocal.Without(host, await Dns.GetHostAddressesAsync(host, cancel).WaitAsync(cancel));
        return all.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)
            ?? all.FirstOrDefault()
            ?? throw new SocketException((int)SocketError.HostNotFound);
    }

    private static SshClient Client(SparkSettings node, IPAddress address, string keyPath)
    {
        var login = new PrivateKeyAuthenticationMethod(node.User, new PrivateKeyFile(keyPath));
        var info = new ConnectionInfo(address.ToString(), node.Port, node.User, login) { Timeout = Patience };
        foreach (var algorithm in info.HostKeyAlgorithms.Keys.ToArray())
        {
            if (!HostKeyTypes.Allows(node.HostKeys, algorithm)) info.HostKeyAlgorithms.Remove(algorithm);
        }

        return new(info) { KeepAliveInterval = SshConnection.KeepAlive };
    }

    private static string Untrusted(SparkSettings node, HostKey offered) =>
        node.HostKeys.FirstOrDefault(key => key.Type == offered.Type) is { } pinned
            ? $"{node.Name} shows another {offered.Type} host key than the confirmed one: {offered.Fingerprint} "
                + $"instead of {pinned.Fingerprint}. Nothing was sent to it."
            : $"The host key of {node.Name} is not confirmed yet: {offered.Type} {offered.Fingerprint}.";

    /// <summary>
    /// Off the caller's path, and after the attempt has ended: a client that is disposed while it connects goes on, and
    /// would leave a session that nobody ends.
    /// </summary>
    private static void Drop(SshClient? client, Task connecting)
    {
        if (client is null) return;

        _ = connecting.ContinueWith(
            over =>
            {
                _ = over.Exception;
                client.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.LongRunning, TaskScheduler.Default);
    }
}
