namespace SparkControl.AudioProxy.Voices;

/// <summary>A voice as Magpie names it: model, locale, speaker and perhaps a feeling, with points between.</summary>
internal sealed record MagpieVoice(string Name)
{
    private const string UsualLocale = "EN-US", UsualSpeaker = "Aria";

    // Whoever is asked for by OpenAI's names sounds about as light or as dark.
    private static readonly Dictionary<string, string> OpenAis = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alloy"] = "Aria",
        ["ash"] = "Jason",
        ["ballad"] = "Leo",
        ["cedar"] = "Leo",
        ["coral"] = "Mia",
        ["echo"] = "Jason",
        ["fable"] = "Leo",
        ["marin"] = "Aria",
        ["nova"] = "Aria",
        ["onyx"] = "Leo",
        ["sage"] = "Mia",
        ["shimmer"] = "Mia",
        ["verse"] = "Jason"
    };

    private readonly string[] parts = Name.Split('.');

    /// <summary>The language that it speaks, as in <c>en-US</c>; null when its name does not tell.</summary>
    public string? Language => parts is [_, var locale, _, ..] && locale.Split('-') is [var language, .. var rest]
        ? string.Join('-', [language.ToLowerInvariant(), .. rest.Select(place => place.ToUpperInvariant())])
        : null;

    public VoiceView View => new(Name, parts.Length > 1 ? string.Join('.', parts[1..]) : Name, Language);

    /// <summary>The voice that is meant, an English one where several could be.</summary>
    /// <param name="wanted">A name, in full or short, in any case; blank for the usual voice.</param>
    /// <param name="voices">Those that there are.</param>
    /// <returns>Null when there is none.</returns>
    public static MagpieVoice? Find(string? wanted, IReadOnlyList<string> voices)
    {
        var all = voices.Select(name => new MagpieVoice(name)).OrderByDescending(voice => voice.IsUsual).ToList();
        var name = wanted?.Trim() ?? "";
        if (name.Length > 0 && all.Find(voice => voice.IsCalled(name)) is { } named) return named;
        if (name.Length > 0 && !OpenAis.ContainsKey(name)) return null;

        var speaker = OpenAis.GetValueOrDefault(name, UsualSpeaker);
        return all.Find(voice => voice.IsCalled(speaker)) ?? all.FirstOrDefault();
    }

    private bool IsUsual =>
        parts is [_, var locale, ..] && locale.Equals(UsualLocale, StringComparison.OrdinalIgnoreCase);

    // In full, without the model, or without model and locale.
    private bool IsCalled(string name) =>
        Enumerable.Range(0, Math.Min(3, parts.Length))
            .Any(from => string.Join('.', parts[from..]).Equals(name, StringComparison.OrdinalIgnoreCase));
}
