using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// <c>host_keys_reset_at</c> of <c>startos.json</c>: host keys that were pinned before it are forgotten, once. The same
/// name in <c>settings.yaml</c>, where the pins are, says which reset was carried out last.
/// </summary>
internal static partial class HostKeyReset
{
    public const string Name = "host_keys_reset_at";

    private static readonly string[] Pins = ["spark1_host_key", "spark2_host_key"];

    /// <summary>The source with the moment in it; one that cannot be read is that of <paramref name="good"/>.</summary>
    public static FileContent<SettingsLayer> Read(
        IReadOnlyList<string>? written, FileContent<SettingsLayer> content, SettingsLayer good)
    {
        if (written is [] || (written is [var blank] && string.IsNullOrWhiteSpace(blank))) return content;

        if (written is [var text] && Moment(text) is { } at)
            return content with { Value = content.Value with { HostKeysResetAt = at } };

        var flaw = new FileFlaw(null, $"{Name}: It is a time like 2026-05-17T08:30:00Z.");
        return new(content.Value with { HostKeysResetAt = good.HostKeysResetAt }, [.. content.Flaws, flaw]);
    }

    /// <summary>Whether a reset was asked for and not carried out yet.</summary>
    /// <param name="asked">When; null for never.</param>
    /// <param name="settings">The text of <c>settings.yaml</c>, broken or not; null for none.</param>
    /// <param name="now">The present time: what a wrong clock has noted for later holds up no reset.</param>
    public static bool IsDue(DateTimeOffset? asked, string? settings, DateTimeOffset now)
    {
        var done = Line().Match(settings ?? "") is { Success: true } line ? Moment(line.Groups["at"].Value) : null;
        return asked is not null && asked != done && !(asked < done && done <= now);
    }

    /// <summary>The settings without the pins.</summary>
    public static SettingsLayer Without(SettingsLayer settings) =>
        settings with { Values = settings.Values.Where(value => !Pins.Contains(value.Key)).ToDictionary() };

    /// <summary>The text of <c>settings.yaml</c> without the pins, and with the note of this reset.</summary>
    /// <exception cref="BadFileException">It is written in a way that cannot be changed line by line.</exception>
    public static string Apply(string? text, DateTimeOffset asked) => SettingsYaml.Set(
        Pins.Aggregate(text, (before, pin) => SettingsYaml.Set(before, Setting.Find(pin)!, [])),
        Name, YamlValue.Quoted(asked.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>Takes the Sparks' keys out of known_hosts, where the whole ones stand for people and tools.</summary>
    public static void ForgetWhole(string path, SettingsSnapshot settings)
    {
        if (!File.Exists(path)) return;

        var before = File.ReadAllText(path);
        var after = ((string[])["spark1", "spark2"]).Aggregate(before, (text, node) =>
            settings.Values($"{node}_host") is [var host] && settings.Values($"{node}_port") is [var port]
                ? KnownHosts.Remove(text, host, int.Parse(port, CultureInfo.InvariantCulture))
                : text);
        if (after != before) AtomicFile.Write(path, after);
    }

    // Anything shorter would be completed with the day of today.
    private static DateTimeOffset? Moment(string text) => DayAndTime().IsMatch(text) && DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var at)
            ? at
            : null;

    [GeneratedRegex($"""^{Name}:\s*["']?(?<at>[0-9T:.Z+-]+)["']?\s*(#.*)?\r?$""", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")]
    private static partial Regex DayAndTime();
}
