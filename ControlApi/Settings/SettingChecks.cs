using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// What each kind of value must look like. A problem is a sentence for the field that it is shown under.
/// </summary>
internal static partial class SettingChecks
{
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

    /// <summary>A name that is set: it becomes part of keys, which have colons between their parts.</summary>
    public static CheckedValue ServiceName(string value) =>
        ServiceNames().IsMatch(value)
            ? Good(value)
            : Bad("A service name has letters, digits and “_ . -”, 64 at most.");

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

    /// <summary>Name, kind and address, and a container where it has one, with spaces between.</summary>
    public static CheckedValue CustomService(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var name, var kind, var url, .. { Length: < 2 } container])
            return Bad("A service is written as: name, kind and address, and its container, with spaces between.");
        if (SettingsRules.Ours.Contains(name)) return Bad($"{name} is watched already.");
        if (kind is not ("llm" or "stt" or "tts" or "other")) return Bad("A kind is llm, stt, tts or other.");

        CheckedValue[] parts = [ServiceName(name), AddressChecks.Url(url), .. container.Select(Container)];
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

    private static CheckedValue Good(string value) => new(value, null);

    private static CheckedValue Bad(string problem) => new(null, problem);

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

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex ServiceNames();

    [GeneratedRegex(@"^((?<type>[a-z][a-z0-9@.-]{0,63}) +)?(?<fingerprint>SHA256:[A-Za-z0-9+/]{43})\z")]
    private static partial Regex Pin();
}
