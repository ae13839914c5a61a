using System.Net;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// This machine itself, where Redis and others listen that nobody on the network may reach by way of the panel. Whoever
/// can write its files may: what is named there is taken at its word.
/// </summary>
internal static class Loopback
{
    /// <summary>What is wrong with a secret that comes by the API; null when nothing is.</summary>
    /// <param name="name">The secret's.</param>
    /// <param name="value">As it is kept; null for none.</param>
    public static string? Problem(string name, string? value) => name is Secrets.Webhooks or Secrets.Ntfy
        && Secrets.Words(value).Select(address => new Uri(address).DnsSafeHost).FirstOrDefault(IsNamed) is { } host
            ? Sentence(host)
            : null;

    /// <summary>What a host has led to, without this machine unless the host says so.</summary>
    /// <exception cref="LoopbackException">There is nothing else.</exception>
    public static IPAddress[] Without(string host, IPAddress[] addresses)
    {
        var others = LinkLocal.Without(host, addresses);
        if (IsNamed(host)) return others;

        IPAddress[] remote = [.. others.Where(address => !IsOne(address))];
        return remote.Length > 0 || others.Length == 0 ? remote : throw new LoopbackException(Sentence(host));
    }

    /// <summary>Whether a host says that it is this machine.</summary>
    public static bool IsNamed(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IsOne(address));

    private static bool IsOne(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static string Sentence(string host) =>
        $"{host} is the panel's own machine. Give the address that others on the network use.";
}

/// <summary>A host leads nowhere but to this machine. The message says so to a person.</summary>
internal sealed class LoopbackException(string message) : Exception(message);
