using System.Net;
using Microsoft.Extensions.Options;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>
/// Holds each client, by its address and the source it names, to what it may report, and each address to what ten
/// clients may: a source is easily made up.
/// </summary>
internal sealed class ReportLimits(IOptions<ReportOptions> options, TimeProvider time)
{
    private const int Clients = 10;

    private readonly ReportAllowances addresses = new(time), clients = new(time);

    /// <summary>Counts a report.</summary>
    /// <returns>Null when it may come, else how long to wait.</returns>
    public TimeSpan? Refuse(IPAddress? address, string? source)
    {
        var rules = options.Value;
        if (rules.PerMinute == 0) return null;

        var ofAddress = rules with { PerMinute = rules.PerMinute * Clients, Burst = rules.Burst * Clients };
        var (place, client) = (new Reporter(Text(address), null), new Reporter(Text(address), source));
        // Looked at first, so that who makes up sources fills no memory with them; counted last, so that one client
        // that is refused takes nothing from the others.
        return addresses.Wait(place, ofAddress) ?? clients.Take(client, rules) ?? addresses.Take(place, ofAddress);
    }

    private static string Text(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString() ?? "";
}
