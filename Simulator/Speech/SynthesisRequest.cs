using System.Globalization;

namespace SparkControl.Simulator.Speech;

/// <summary>A form with a text to say, or why it is refused.</summary>
internal sealed record SynthesisRequest(string Text, int Voice, int Rate)
{
    private const int UsualRate = 22_050;

    /// <summary>The answer to a form that is none; null when it can be used.</summary>
    public IResult? Refusal { get; private init; }

    public static async Task<SynthesisRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Refuse(FastApi.Missing("text"));
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (text, voice) = (form["text"].ToString(), form["voice"].ToString());
        var (language, encoding) = (form["language"].ToString(), form["encoding"].ToString());
        if (string.IsNullOrWhiteSpace(text)) return Refuse(FastApi.Missing("text"));
        if (MagpieVoices.Find(voice) is not { } speaker) return Refuse($"Voice {voice} is not available");
        if (language.Length > 0 && !MagpieVoices.Speaks(language))
            return Refuse($"Language {language} is not supported");
        if (encoding is not ("" or "LINEAR_PCM")) return Refuse($"Encoding {encoding} is not supported");
        return RateOf(form["sample_rate_hz"].ToString()) is { } rate
            ? new(text, speaker, rate)
            : Refuse("sample_rate_hz must be from 8000 to 48000");
    }

    private static int? RateOf(string text)
    {
        if (text.Length == 0) return UsualRate;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate is >= 8000 and <= 48_000
            ? rate
            : null;
    }

    private static SynthesisRequest Refuse(string detail) => Refuse(FastApi.Error(400, detail));

    private static SynthesisRequest Refuse(IResult refusal) => new("", 0, 0) { Refusal = refusal };
}
