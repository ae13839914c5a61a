using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The names in <c>secrets.yaml</c> and what they must look like.</summary>
internal static class Secrets
{
    private const int Longest = 512;

    /// <summary>Hugging Face's token.</summary>
    public const string HfToken = "hf_token";

    /// <summary>What webhooks are signed with.</summary>
    public const string Webhook = "webhook_secret";

    public static IReadOnlyList<string> Names { get; } = [HfToken, Webhook];

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
            var problem = secret is null ? "It is one value." : Problem(secret);
            if (problem is not null) flaws.Add(new(entry.Line, problem));
            if ((problem is null ? secret : good.GetValueOrDefault(entry.Key)) is { Length: > 0 } used)
            {
                kept[entry.Key] = used;
            }
        }

        return new(kept, flaws);
    }

    /// <summary>What is wrong with a secret; null when nothing is. It never holds the secret itself.</summary>
    public static string? Problem(string value) =>
        value.Length > Longest ? $"It is longer than {Longest} characters."
        : value.Any(letter => letter is < '!' or > '~')
            ? "It has white space or characters that are not ASCII: copy it again."
        : null;

    private static IReadOnlyList<YamlEntry> EntriesOf(string text)
    {
        try
        {
            return [.. (YamlReader.ReadMap(text)?.Entries ?? []).Where(entry => Names.Contains(entry.Key))];
        }
        catch (BadFileException broken)
        {
            throw new BadFileException(broken.Line, "It cannot be read.");
        }
    }
}
