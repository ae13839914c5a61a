using System.Net.Sockets;
using Renci.SshNet.Common;

namespace SparkControl.Sparks;

/// <summary>What a channel throws when it broke or was ended, told from our own mistakes.</summary>
internal static class ChannelFailure
{
    public static bool Is(Exception thrown) =>
        thrown is IOException or SshException or SocketException or ObjectDisposedException
            or OperationCanceledException;
}
