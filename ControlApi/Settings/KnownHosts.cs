using System.Security.Cryptography;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// Confirmed host keys as OpenSSH keeps them, for people and tools. Only whole keys can stand there; what the panel
/// itself goes by are the fingerprints in <c>settings.yaml</c>.
/// </summary>
internal static class KnownHosts
{
    /// <summary>The text with this host's key of this type in it, in place of an older one.</summary>
    public static string Add(string text, string host, int port, string type, string key)
    {
        var name = port == 22 ? host : $"[{host}]:{port}";
        var others = text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith($"{name} {type} ", StringComparison.Ordinal));
        return string.Join('\n', [.. others, $"{name} {type} {key}", ""]);
    }

    /// <summary>Whether a public key, in base64, is the one that a fingerprint stands for.</summary>
    public static bool IsKeyOf(HostKey pin, string key)
    {
        var blob = new byte[key.Length];
        if (!Convert.TryFromBase64String(key, blob, out var length)) return false;

        var print = Convert.ToBase64String(SHA256.HashData(blob.AsSpan(0, length))).TrimEnd('=');
        return pin.Fingerprint == $"SHA256:{print}";
    }
}
