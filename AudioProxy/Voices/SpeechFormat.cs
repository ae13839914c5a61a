using System.Globalization;

namespace SparkControl.AudioProxy.Voices;

/// <summary>A format of OpenAI's, and how ffmpeg makes it.</summary>
/// <param name="Name">What a request calls it.</param>
/// <param name="ContentType">Of the answer.</param>
/// <param name="Codec">ffmpeg's words for the output.</param>
internal sealed record SpeechFormat(string Name, string ContentType, params string[] Codec)
{
    /// <summary>The rate of <c>pcm</c>, in Hz: OpenAI's promise.</summary>
    public const int PcmRate = 24_000;

    private static readonly SpeechFormat[] All =
    [
        new("mp3", "audio/mpeg", "-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0", "-f", "mp3"),
        new("opus", "audio/ogg", "-c:a", "libopus", "-b:a", "32k", "-f", "ogg"),
        new("aac", "audio/aac", "-c:a", "aac", "-b:a", "64k", "-f", "adts"),
        new("flac", "audio/flac", "-c:a", "flac", "-f", "flac"),
        new("wav", "audio/wav", "-c:a", "pcm_s16le", "-f", "wav"),
        new("pcm", "audio/pcm", "-c:a", "pcm_s16le", "-ar", $"{PcmRate}", "-f", "s16le")
    ];

    public static string Names { get; } = string.Join(", ", All.Select(format => format.Name));

    public static SpeechFormat? Find(string name) => Array.Find(All, format => format.Name == name);

    /// <summary>The one for a request that names none: OpenAI's, or one that needs nothing.</summary>
    public static SpeechFormat Usual(bool hasFfmpeg) => Find(hasFfmpeg ? "mp3" : "wav")!;

    /// <summary>The rate that Magpie is asked for, in Hz; null for its own.</summary>
    public int? Rate => Name == "pcm" ? PcmRate : null;

    /// <summary>Whether samples can be given as they are spoken.</summary>
    /// <param name="rate">Of the samples, in Hz.</param>
    /// <param name="speed">That is asked for.</param>
    public bool IsPlain(int? rate, double speed) =>
        speed.Equals(1.0) && (Name == "wav" || (Name == "pcm" && rate is null or PcmRate));

    /// <summary>ffmpeg's words for a speed; one filter slows down to a half at most.</summary>
    public static string Tempo(double speed) => speed < 0.5
        ? string.Create(CultureInfo.InvariantCulture, $"atempo=0.5,atempo={speed * 2:0.###}")
        : string.Create(CultureInfo.InvariantCulture, $"atempo={speed:0.###}");
}
