using System.Globalization;
using System.Text;

namespace SparkControl.AudioProxy.Formats;

/// <summary>A transcript with speakers in any of its formats. Pure.</summary>
internal static class TranscriptWriter
{
    private const string Unnamed = "recording";

    /// <param name="transcript">With the words of each segment.</param>
    /// <param name="format">In which.</param>
    /// <param name="name">What RTTM calls the recording; the name of its file, for example.</param>
    public static string Write(Transcript transcript, TranscriptFormat format, string name = Unnamed) => format switch
    {
        TranscriptFormat.Json => TranscriptJson.Write(WithoutWords(transcript)),
        TranscriptFormat.VerboseJson => TranscriptJson.Write(transcript),
        TranscriptFormat.Srt => Subtitles.Srt(transcript, hasSpeakers: true),
        TranscriptFormat.Vtt => Subtitles.Vtt(transcript, hasSpeakers: true),
        TranscriptFormat.Rttm => Rttm(transcript, name),
        _ => Text(transcript)
    };

    /// <summary>The same without words, as <c>json</c> and the page's stream have it.</summary>
    public static Transcript WithoutWords(Transcript transcript) => transcript with
    {
        Segments = [.. transcript.Segments.Select(segment => segment with { Words = null })]
    };

    private static string Text(Transcript transcript)
    {
        var text = new StringBuilder();
        foreach (var segment in transcript.Segments)
        {
            var clock = Subtitles.Clock(segment.StartMs, '.')[..^4];
            text.Append(CultureInfo.InvariantCulture, $"[{clock}] {segment.Speaker}: {segment.Text}\n");
        }

        return text.ToString();
    }

    // NIST's format: ten fields between spaces, so that no field may have one.
    private static string Rttm(Transcript transcript, string name)
    {
        var (text, file) = (new StringBuilder(), OneWord(name));
        foreach (var segment in transcript.Segments)
        {
            var (start, length) = (segment.StartMs / 1000m, (segment.EndMs - segment.StartMs) / 1000m);
            text.Append(CultureInfo.InvariantCulture,
                $"SPEAKER {file} 1 {start:0.000} {length:0.000} <NA> <NA> {OneWord(segment.Speaker)} <NA> <NA>\n");
        }

        return text.ToString();
    }

    private static string OneWord(string text) =>
        string.Join('_', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } word
            ? word
            : Unnamed;
}
