namespace SparkControl.Simulator.Speech;

/// <summary>The voices of Magpie: Model.LOCALE.Speaker, or with an emotion behind it.</summary>
internal static class MagpieVoices
{
    private const string Model = "Magpie-Multilingual";

    private static readonly string[]
        _locales = ["en-US", "es-US", "fr-FR", "de-DE"],
        _speakers = ["Aria", "Jason", "Leo", "Mia"],
        _emotions = ["", ".Calm", ".Happy", ".Sad"];

    /// <summary>All locales of the model, as the key under which its voices stand.</summary>
    public static string Locales { get; } = string.Join(',', _locales);

    public static IReadOnlyList<string> All { get; } =
    [
        .. from locale in _locales
           from speaker in _speakers
           from emotion in _emotions
           select $"{Model}.{locale.ToUpperInvariant()}.{speaker}{emotion}"
    ];

    /// <summary>Who it sounds like; null when there is no such voice.</summary>
    public static int? Find(string voice)
    {
        if (voice.Length == 0) return 0;
        return All.Contains(voice) ? Array.IndexOf(_speakers, voice.Split('.')[2]) : null;
    }

    public static bool Speaks(string locale) => _locales.Contains(locale, StringComparer.OrdinalIgnoreCase);
}
