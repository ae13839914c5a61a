using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>What may be written and never read back.</summary>
/// <param name="Kept">Whether there is one.</param>
/// <param name="Ends">
/// Its last three characters, for its owner to know it by; null where that would tell too much.
/// </param>
public sealed record KeptSecret(bool Kept, string? Ends);

/// <summary>The names in <c>secrets.yaml</c> and what they must look like.</summary>
internal static class Secrets
{
    private const int Longest = 512;
    private const int LongEnoughToShowItsEnd = 12;

    public static IReadOnlyList<string> Names { get; } = ["hf_token", "webhook_secret"];

    /// <summary>Reads <c>secrets.yaml</c>. What is wrong with it is told without a word of it.</summary>
    /// <exception cref="BadFileException">The file as a whole cannot be used.</exception>
    public static FileContent<IReadOnlyDictionary<string, string>> Read(string text)
    {
        try
        {
            var written = (YamlReader.ReadMap(text)?.Entries ?? [])
                .Where(entry => entry.Value is YamlText { IsNull: false, Text.Length: > 0 })
                .ToLookup(entry => Problem(((YamlText)entry.Value).Text) is null);
            return new(
                written[true].ToDictionary(entry => entry.Key, entry => ((YamlText)entry.Value).Text),
                [.. written[false].Select(entry => new FileFlaw(entry.Line, Problem(((YamlText)entry.Value).Text)!))]);
        }
        catch (BadFileException broken)
        {
            throw new BadFileException(broken.Line, "It cannot be read.");
        }
    }

    /// <summary>What is wrong with a secret; null when nothing is. It never holds the secret itself.</summary>
    public static string? Problem(string value) =>
        value.Length > Longest ? $"It is longer than {Longest} characters."
        : value.Any(letter => letter is < '!' or > '~')
            ? "It has white space or characters that are not ASCII: copy it again."
        : null;

    public static KeptSecret Show(string? secret) => new(
        secret is not null, secret is { Length: >= LongEnoughToShowItsEnd } ? secret[^3..] : null);
}
