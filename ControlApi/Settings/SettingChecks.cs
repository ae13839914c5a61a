using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// What each kind of value must look like. A problem is a sentence for the field that it is shown under.
/// </summary>
internal static partial class SettingChecks
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
        RemoteHost(value) is { Problem: null } host && host.Value!.Contains(':')
            ? Bad("vLLM listens on IPv4 only: give the IPv4 address of the Spark, or its name.")
            : RemoteHost(value);

    public static CheckedValue User(string value) =>
        UserName().IsMatch(value)
            ? Good(value)
            : Bad("A user name has letters, digits, “_”, “.” and “-”, 32 at most, and begins with a letter or “_”.");

    public static CheckedValue Port(string value) => Whole(1, 65535)(value);

    public static CheckedValue Container(string value) =>
        ContainerName().IsMatch(value)
            ? Good(value)
            : Bad("A container name has letters, digits, “_”, “.” and “-” and begins with a letter or digit.");

    public static CheckedValue Image(string value) =>
        ImageName().IsMatch(value) && !value.Contains("..", StringComparison.Ordinal)
            ? Good(value)
            : Bad("An image is named like vllm-node or registry.lan:5000/team/vllm:0.18.");

    /// <summary>A directory on a Spark, absolute or below the user's home.</summary>
    public static CheckedValue Directory(string value) =>
        DirectoryName().IsMatch(value) && !value.Split('/').Contains("..")
            ? Good(value.TrimEnd('/'))
            : Bad("A directory begins with / or ~/ and has letters, digits and “. _ + @ -” only, without “..”.");

    public static CheckedValue ServiceName(string value) =>
        ServiceNames().IsMatch(value)
            ? Good(value)
            : Bad("A service name has letters, digits and “_ . : -”, 64 at most.");

    /// <summary><c>SHA256:…</c>, of an ed25519 key unless a type stands before it.</summary>
    public static CheckedValue HostKey(string value)
    {
        var match = Pin().Match(value);
        if (!match.Success)
        {
            return Bad("A host key is written as “ssh-ed25519 SHA256:…”, 43 characters after the colon.");
        }

        var type = match.Groups["type"] is { Success: true } named ? named.Value : "ssh-ed25519";
        return Good($"{type} {match.Groups["fingerprint"].Value}");
    }

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
    public static CheckedValue Url(string value)
    {
        var isUrl = Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" } && !value.Any(char.IsWhiteSpace);
        if (!isUrl) return Bad("An address is written as http://name:port/path.");

        return RemoteHost(uri!.DnsSafeHost).Problem is { } problem ? Bad(problem) : Good(uri.AbsoluteUri);
    }

    /// <summary>Name, kind and address, and a container where it has one, with spaces between.</summary>
    public static CheckedValue CustomService(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var name, var kind, var url, .. { Length: < 2 } container])
            return Bad("A service is written as: name, kind and address, and its container, with spaces between.");
        if (name is "vllm" or "parakeet" or "magpie") return Bad($"{name} is watched already.");
        if (kind is not ("llm" or "stt" or "tts" or "other")) return Bad("A kind is llm, stt, tts or other.");

        CheckedValue[] parts = [ServiceName(name), Url(url), .. container.Select(Container)];
        var problem = parts.Select(part => part.Problem).FirstOrDefault(found => found is not null);
        return problem is null ? Good(string.Join(' ', [name, kind, parts[1].Value, .. container])) : Bad(problem);
    }

    /// <summary>A service's name, failures until it is down, and good answers until it is up again.</summary>
    public static CheckedValue Patience(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var name, var down, var up])
            return Bad("It is written as: service, failures until down, good answers until up.");

        CheckedValue[] parts = [ServiceName(name), Whole(1, 60)(down), Whole(1, 60)(up)];
        var problem = parts.Select(part => part.Problem).FirstOrDefault(found => found is not null);
        return problem is null ? Good(string.Join(' ', parts.Select(part => part.Value))) : Bad(problem);
    }

    public static CheckedValue Flag(string value) => value switch
    {
        "true" or "True" => Good("true"),
        "false" or "False" => Good("false"),
        _ => Bad("It is true or false.")
    };

    public static SettingCheck Whole(int from, int to) => value =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to
            ? Good(number.ToString(CultureInfo.InvariantCulture))
            : Bad($"It is a whole number from {from} to {to}.");

    /// <summary>A number with at most three decimals.</summary>
    public static SettingCheck Share(decimal from, decimal to) => value =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to && number == Math.Round(number, 3)
            ? Good(number.ToString("0.###", CultureInfo.InvariantCulture))
            : Bad(FormattableString.Invariant($"It is a number from {from} to {to}, with three decimals at most."));

    public static CheckedValue Model(string value) =>
        ModelName().IsMatch(value)
            ? Good(value)
            : Bad("A model is named like nvidia/parakeet-tdt-0.6b-v3.");

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

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]{0,31}\z")]
    private static partial Regex UserName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}\z")]
    private static partial Regex ImageName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._/:-]{0,127}\z")]
    private static partial Regex ModelName();

    [GeneratedRegex(@"^~?(/[A-Za-z0-9._+@-]+)+/?\z")]
    private static partial Regex DirectoryName();

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]{1,64}\z")]
    private static partial Regex ServiceNames();

    [GeneratedRegex(@"^((?<type>[a-z][a-z0-9@.-]{0,63}) +)?(?<fingerprint>SHA256:[A-Za-z0-9+/]{43})\z")]
    private static partial Regex Pin();
}
