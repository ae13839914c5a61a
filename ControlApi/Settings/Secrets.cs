using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The names in <c>secrets.yaml</c> and what they must look like.</summary>
internal static class Secrets
{
    private const int Longest = 512, MostAddresses = 10;

    /// <summary>Hugging Face's token.</summary>
    public const string HfToken = "hf_token";

    /// <summary>The server that it was given for: written with it, and by nobody alone.</summary>
    public const string HfTokenFor = "hf_token_for";

    /// <summary>What webhooks are signed with.</summary>
    public const string Webhook = "webhook_secret";

    /// <summary>Webhooks' addresses, with white space between: whoever knows one may post there.</summary>
    public const string Webhooks = "notify_webhooks";

    /// <summary>The address of a topic of ntfy: whoever knows it may read along.</summary>
    public const string Ntfy = "notify_ntfy";

    /// <summary>What ntfy wants to see for that topic.</summary>
    public const string NtfyToken = "ntfy_token";

    public static IReadOnlyList<string> Names { get; } = [HfToken, Webhook, Webhooks, Ntfy, NtfyToken];

    /// <summary>Who is told, as everybody may know it: no more than the hosts.</summary>
    /// <param name="secrets">By name.</param>
    public static NotificationSettings Told(IReadOnlyDictionary<string, string> secrets) => new()
    {
        Webhooks = [.. Words(secrets.GetValueOrDefault(Webhooks)).Select(Host)],
        Ntfy = Words(secrets.GetValueOrDefault(Ntfy)).Select(Host).FirstOrDefault()
    };

    /// <summary>The values of a secret that may hold several.</summary>
    public static IReadOnlyList<string> Words(string? secret) =>
        secret?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Of an address, what everybody may know.</summary>
    public static string Host(string address) => new Uri(address).Authority;

    /// <summary>
    /// The one secret that starts without a person want: Hugging Face's token, under the name that all its tools know.
    /// </summary>
    public static FileContent<IReadOnlyDictionary<string, string>> ReadEnvironment(Func<string, string?> variable)
    {
        var none = new Dictionary<string, string>();
        if (variable("HF_TOKEN")?.Trim() is not { Length: > 0 } token) return new(none, []);
        return Problem(token) is { } problem
            ? new(none, [new(null, $"HF_TOKEN: {problem}")])
            : new(new Dictionary<string, string> { [HfToken] = token }, []);
    }

    /// <summary>
    /// Reads <c>secrets.yaml</c>; one that fails is that of <paramref name="good"/>. What is wrong is told without a
    /// word of it.
    /// </summary>
    /// <exception cref="BadFileException">The file as a whole cannot be used.</exception>
    public static FileContent<IReadOnlyDictionary<string, string>> Read(
        string text, IReadOnlyDictionary<string, string> good)
    {
        Dictionary<string, string> kept = [];
        List<FileFlaw> flaws = [];
        foreach (var entry in EntriesOf(text).Where(entry => entry.Value is not YamlText { IsNull: true }))
        {
            var secret = (entry.Value as YamlText)?.Text;
            var read = secret is null ? new(null, "It is one value.") : Check(entry.Key, secret);
            if (read.Problem is { } problem) flaws.Add(new(entry.Line, problem));
            if ((read.Problem is null ? read.Value : good.GetValueOrDefault(entry.Key)) is { Length: > 0 } used)
            {
                kept[entry.Key] = used;
            }
        }

        return new(kept, flaws);
    }

    /// <summary>A secret as it is kept, or what is wrong with it: no more of an address than its host.</summary>
    public static CheckedValue Check(string name, string value) => name switch
    {
        Webhooks => Addresses(value, MostAddresses),
        Ntfy => Addresses(value, 1),
        HfTokenFor => AddressChecks.Server(value),
        _ => Problem(value) is { } problem ? new(null, problem) : new(value, null)
    };

    private static CheckedValue Addresses(string text, int most)
    {
        var read = Words(text).Select(AddressChecks.Url).ToList();
        if (read.Find(address => address.Problem is not null) is { Problem: { } problem }) return new(null, problem);

        var kept = read.Select(address => address.Value!).Distinct().ToList();
        return kept.Count <= most
            ? new(string.Join(' ', kept), null)
            : new(null, most == 1 ? "It takes one address only." : $"It takes {most} addresses at most.");
    }

    // It never holds the secret itself.
    private static string? Problem(string value) =>
        value.Length > Longest ? $"It is longer than {Longest} characters."
        : value.Any(letter => letter is < '!' or > '~')
            ? "It has white space or characters that are not ASCII: copy it again."
        : null;

    private static bool IsKept(string name) => name == HfTokenFor || Names.Contains(name);

    private static IReadOnlyList<YamlEntry> EntriesOf(string text)
    {
        try
        {
            return [.. (YamlReader.ReadMap(text)?.Entries ?? []).Where(entry => IsKept(entry.Key))];
        }
        catch (BadFileException broken)
        {
            throw new BadFileException(broken.Line, "It cannot be read.");
        }
    }
}
