using System.Net;

namespace SparkControl.Contracts;

/// <summary>Addresses that hold cloud metadata and whatever was just plugged in: nothing is ever sent to one.</summary>
public static class LinkLocal
{
    /// <summary>Whether an address is one, in either of its forms.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _];
    }

    /// <summary>Why a host is not used.</summary>
    public static string Sentence(string host) =>
        $"{host} {(IPAddress.TryParse(host, out _) ? "is" : "leads to")} a link-local address, which SparkControl does "
        + "not use. Give that of the LAN.";

    /// <summary>What a name has led to, without those.</summary>
    /// <exception cref="LinkLocalException">There are no others.</exception>
    public static IPAddress[] Without(string host, IReadOnlyList<IPAddress> addresses)
    {
        IPAddress[] others = [.. addresses.Where(address => !Is(address))];
        return others.Length > 0 || addresses.Count == 0 ? others : throw new LinkLocalException(Sentence(host));
    }
}

/// <summary>A host leads nowhere but to a link-local address. The message says so to a person.</summary>
public sealed class LinkLocalException(string message) : Exception(message);
