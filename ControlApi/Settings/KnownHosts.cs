using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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
        var others = text.Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith($"{name} {type} ", StringComparison.Ordinal));
        return string.Join('\n', [.. others, $"{name} {type} {key}", ""]);
    }

    /// <summary>The text without any key of this host.</summary>
    public static string Remove(string text, string host, int port)
    {
        var name = port == 22 ? host : $"[{host}]:{port}";
        return string.Join(
            '\n', text.Split('\n').Where(line => !line.StartsWith($"{name} ", StringComparison.Ordinal)));
    }

    /// <summary>A public key in one line of base64, if it is the one that a pin stands for; else null.</summary>
    public static string? WholeKey(HostKey pin, string base64)
    {
        var buffer = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, buffer, out var length)) return null;

        var key = buffer.AsSpan(0, length);
        var print = Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=');
        return pin.Fingerprint == $"SHA256:{print}" && TypeOf(key) == pin.Type ? Convert.ToBase64String(key) : null;
    }

    private static string? TypeOf(ReadOnlySpan<byte> key) =>
        key.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(key) is var length && length <= key.Length - 4
            ? Encoding.ASCII.GetString(key.Slice(4, (int)length))
            : null;
}
