using System.Net.Sockets;
using Renci.SshNet.Common;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What a failed attempt to connect means, in a sentence that a person can act on.</summary>
internal static class SshFailure
{
    public static SshDialed Explain(SparkSettings node, string keyPath, Exception failure) => failure switch
    {
        SshAuthenticationException => Away(NodeState.Refused,
            $"{node.Name} refuses the panel's key for user {node.User}: its public key is not in "
                + "~/.ssh/authorized_keys there."),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => Away(NodeState.Refused,
            $"The panel cannot read its own key, {keyPath}."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            Away(NodeState.Down, $"The name {node.Host} cannot be resolved: use the address of {node.Name} instead."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Away(NodeState.Down,
            $"{node.Name} ({node.Host}) refuses connections on port {node.Port}: is its SSH server running?"),
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } =>
            Away(NodeState.Down, $"There is no route to {node.Name} ({node.Host}): is it on, and in this network?"),
        LinkLocalException => Away(NodeState.Down, failure.Message),
        OperationCanceledException or SshOperationTimeoutException or TimeoutException
            or SocketException { SocketErrorCode: SocketError.TimedOut } => Away(NodeState.Down,
            $"{node.Name} ({node.Host}) did not answer within 5 s."),
        SshConnectionException when node.HostKeys.Count > 0 && IsNoCommonKey(failure) => Away(NodeState.Untrusted,
            $"{node.Name} no longer offers a host key of a confirmed type "
                + $"({string.Join(", ", node.HostKeys.Select(key => key.Type))})."),
        SshException when failure.Message.Contains("private key", StringComparison.OrdinalIgnoreCase) =>
            Away(NodeState.Refused, $"The panel cannot read its own key, {keyPath}: {failure.Message}"),
        _ => Away(NodeState.Down, $"{node.Name} ({node.Host}) cannot be reached: {failure.Message}")
    };

    private static SshDialed Away(NodeState state, string reason) => new(null, state, reason, null);

    private static bool IsNoCommonKey(Exception failure) =>
        failure.Message.Contains("host key", StringComparison.OrdinalIgnoreCase);
}
