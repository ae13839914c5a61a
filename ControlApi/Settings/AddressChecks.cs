using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// What hosts and addresses must look like. A problem is a sentence for the field that it is shown under.
/// </summary>
internal static partial class AddressChecks
{
    /// <summary>An address or a name.</summary>
    public static CheckedValue Host(string value) =>
        HostProblem(value) is { } problem ? Bad(problem) : Good(value.ToLowerInvariant());

    /// <summary>
    /// One that the panel connects to. Link-local addresses hold cloud metadata and whatever was just plugged in.
    /// </summary>
    public static CheckedValue RemoteHost(string value)
    {
        if (HostProblem(value) is { } problem) return Bad(problem);
        if (!IPAddress.TryParse(value, out var address)) return Good(value.ToLowerInvariant());

        if (LinkLocal.Is(address)) return Bad(LinkLocal.Sentence(value));

        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var isNobodys = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6Multicast
            || address.GetAddressBytes() is [>= 224, _, _, _];
        return isNobodys ? Bad($"{value} is not the address of one machine.") : Good(value.ToLowerInvariant());
    }

    /// <summary>A Spark: the panel connects to vLLM there, which binds no IPv6 address.</summary>
    public static CheckedValue SparkHost(string value) =>
        OnIpv4(value, "vLLM listens on IPv4 only: give the IPv4 address of the Spark, or its name.");

    /// <summary>One that the panel itself calls: it knows no IPv6 address.</summary>
    public static CheckedValue CalledHost(string value) =>
        OnIpv4(value, "It is called over IPv4 only: give an IPv4 address, or a name.");

    /// <summary>Scheme, host and port as a browser writes them.</summary>
    public static CheckedValue Origin(string value)
    {
        var isOrigin = Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && !value.Any(char.IsWhiteSpace)
            && HostProblem(uri.DnsSafeHost) is null;
        return isOrigin
            ? Good(uri!.GetLeftPart(UriPartial.Authority))
            : Bad("An origin is written as http://name:port, without a path.");
    }

    /// <summary>An address that is called: no credentials in it, and nothing that was just plugged in.</summary>
    public static CheckedValue Url(string value) => Address(value, CalledHost);

    /// <summary>The same without anything behind the port: paths are put behind it.</summary>
    public static CheckedValue Server(string value) => Origin(value.TrimEnd('/')) is { Value: { } origin }
        ? RemoteHost(new Uri(origin).DnsSafeHost) is { Problem: { } problem } ? Bad(problem) : Good(origin)
        : Bad("A server is written as https://name or http://name:port, without a path.");

    /// <summary>An address that a browser opens.</summary>
    public static CheckedValue Link(string value) => Address(value, RemoteHost);

    private static CheckedValue Address(string value, SettingCheck host)
    {
        var isUrl = Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" } && !value.Any(char.IsWhiteSpace);
        if (!isUrl) return Bad("An address is written as http://name:port/path.");

        return host(uri!.DnsSafeHost).Problem is { } problem ? Bad(problem) : Good(uri.AbsoluteUri);
    }

    private static CheckedValue OnIpv4(string value, string why) =>
        RemoteHost(value) is { Problem: null } host && host.Value!.Contains(':') ? Bad(why) : RemoteHost(value);

    private static string? HostProblem(string value)
    {
        if (value.Contains(':')) return Ipv6(value) ? null : $"{value} is no address. A port has a field of its own.";

        var labels = value.Split('.');
        if (labels[^1].All(char.IsAsciiDigit)) return Ipv4Problem(value, labels);

        return value.Length <= 253 && labels.All(label => Label().IsMatch(label))
            ? null
            : "A host is an address like 192.168.1.41, or a name of letters, digits and “-”.";
    }

    // Stricter than IPAddress.Parse, which reads 127.1 and takes 010 for eight.
    private static string? Ipv4Problem(string value, string[] parts)
    {
        if (parts.Length != 4) return $"{value} is no address: it needs four parts.";

        string[] places = ["first", "second", "third", "last"];
        for (var at = 0; at < 4; at++)
        {
            var isByte = parts[at] is "0" or [not '0', ..]
                && byte.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!isByte) return $"{value} is no address: the {places[at]} part goes from 0 to 255.";
        }

        return null;
    }

    private static bool Ipv6(string value) => Ipv6Characters().IsMatch(value) && IPAddress.TryParse(value, out _);

    private static CheckedValue Good(string value) => new(value, null);

    private static CheckedValue Bad(string problem) => new(null, problem);

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[0-9A-Fa-f:.]{2,45}\z")]
    private static partial Regex Ipv6Characters();
}
