using System.Net;
using System.Net.Sockets;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Under which names the panel answers. A page on the internet can point its own name at a LAN address and then speak
/// to the panel as if it were its own server; it cannot do so with the names that only a LAN has.
/// </summary>
public static class HostRule
{
    private static readonly string[] LanSuffixes = [".local", ".lan", ".home.arpa", ".internal", ".startos", ".onion"];

    /// <summary>Whether a Host header's name, without its port, is the panel's.</summary>
    public static bool Allows(string host, IReadOnlyList<string> configured)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        if (name.Length == 0) return false;

        return IsAddress(name)
            || !name.Contains('.')
            || LanSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            || configured.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAddress(string name)
    {
        if (name is ['[', .., ']'])
        {
            return IPAddress.TryParse(name, out var six) && six.AddressFamily is AddressFamily.InterNetworkV6;
        }

        // TryParse alone takes 127.1 and 0x7f.1, which no browser sends.
        return name.Split('.').Length == 4
            && name.All(letter => letter is '.' || char.IsAsciiDigit(letter))
            && IPAddress.TryParse(name, out _);
    }
}
