using System.Net;
using System.Net.Sockets;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Gateway;

/// <summary>All addresses of a host name, as <see cref="Dns"/> finds them.</summary>
/// <exception cref="SocketException">The name is not known.</exception>
internal delegate Task<IPAddress[]> AddressLookup(string host, CancellationToken cancel);

/// <summary>One AudioProxy.</summary>
/// <param name="Address">Its own address.</param>
/// <param name="Host">The name it is asked under, where that is another one.</param>
internal sealed record AudioInstance(Uri Address, string? Host = null)
{
    /// <summary>
    /// All that a name stands for now: one instance for each of its addresses; none when it leads nowhere.
    /// </summary>
    public static async Task<IReadOnlyList<AudioInstance>> ResolveAsync(
        Uri url, AddressLookup lookup, CancellationToken cancel)
    {
        if (url.HostNameType != UriHostNameType.Dns) return [new(url)];

        try
        {
            var addresses = LinkLocal.Without(url.Host, await lookup(url.DnsSafeHost, cancel));
            return [.. Reachable(addresses).Select(address => new AudioInstance(At(url, address), url.Authority))];
        }
        catch (Exception unknown) when (unknown is SocketException or LinkLocalException)
        {
            return [];
        }
    }

    // A container's name has both kinds of addresses; where IPv6 leads nowhere its first connection would hang.
    private static IEnumerable<IPAddress> Reachable(IPAddress[] addresses) =>
        addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork) is var four && four.Any()
            ? four
            : addresses;

    private static Uri At(Uri url, IPAddress address) => new UriBuilder(url) { Host = address.ToString() }.Uri;
}
