using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Formats;

/// <summary>What a transcript can be had as. In requests they are snake_case.</summary>
internal enum TranscriptFormat
{
    Json,

    /// <summary>With words.</summary>
    VerboseJson,

    Txt,
    Srt,
    Vtt,

    /// <summary>Who speaks when, without the words: what tools that judge diarizations read.</summary>
    Rttm
}

/// <summary>What <c>response_format</c> may be where OpenAI's API is spoken.</summary>
internal enum OpenAiFormat
{
    Json,
    Text,
    Srt,
    VerboseJson,
    Vtt,

    /// <summary>With speakers.</summary>
    DiarizedJson
}

/// <summary>Formats by the names that requests have for them, and their content types.</summary>
internal static class FormatNames
{
    /// <returns>The first format where none is named; null for a name that is none.</returns>
    public static T? Parse<T>(string? name) where T : struct, Enum =>
        string.IsNullOrWhiteSpace(name)
            ? default(T)
            : Enum.GetValues<T>().Cast<T?>().FirstOrDefault(format =>
                string.Equals(Wire.Word(format!.Value), name.Trim(), StringComparison.OrdinalIgnoreCase));

    public static string ContentType(this TranscriptFormat format) => format switch
    {
        TranscriptFormat.Json or TranscriptFormat.VerboseJson => "application/json",
        TranscriptFormat.Srt => "application/x-subrip; charset=utf-8",
        TranscriptFormat.Vtt => "text/vtt; charset=utf-8",
        _ => "text/plain; charset=utf-8"
    };

    public static string ContentType(this OpenAiFormat format) => format switch
    {
        OpenAiFormat.Json or OpenAiFormat.VerboseJson or OpenAiFormat.DiarizedJson => "application/json",
        OpenAiFormat.Vtt => "text/vtt; charset=utf-8",
        _ => "text/plain; charset=utf-8"
    };
}
