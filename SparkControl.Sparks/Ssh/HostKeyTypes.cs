using Renci.SshNet.Common;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>
/// Between the names of algorithms, as they are negotiated, and of key types, as known_hosts has them.
/// </summary>
internal static class HostKeyTypes
{
    /// <summary>An RSA key signs by three algorithms and is one type.</summary>
    public static string Of(string algorithm) => algorithm is "rsa-sha2-512" or "rsa-sha2-256" ? "ssh-rsa" : algorithm;

    /// <summary>Whether an algorithm may be negotiated. A certificate says nothing to someone who pins keys.</summary>
    public static bool Allows(IReadOnlyList<HostKey> pinned, string algorithm) =>
        !algorithm.Contains("-cert-", StringComparison.Ordinal)
        && (pinned.Count == 0 || pinned.Any(key => key.Type == Of(algorithm)));

    public static HostKey Offered(HostKeyEventArgs offer) =>
        new(Of(offer.HostKeyName), $"SHA256:{offer.FingerPrintSHA256.TrimEnd('=')}");
}
