using System.Globalization;
using System.Text;

namespace SparkControl.AudioProxy.Formats;

/// <summary>SubRip and WebVTT. Pure.</summary>
internal static class Subtitles
{
    /// <param name="transcript">What is said.</param>
    /// <param name="hasSpeakers">Each cue begins with who says it.</param>
    public static string Srt(Transcript transcript, bool hasSpeakers)
    {
        var text = new StringBuilder();
        foreach (var (index, cue) in Cue.Of(transcript).Index())
        {
            var line = (hasSpeakers ? $"{cue.Speaker}: {cue.Text}" : cue.Text).Replace("-->", "->");
            text.Append(CultureInfo.InvariantCulture,
                $"{index + 1}\n{Clock(cue.StartMs, ',')} --> {Clock(cue.EndMs, ',')}\n{line}\n\n");
        }

        return text.ToString();
    }

    /// <inheritdoc cref="Srt"/>
    public static string Vtt(Transcript transcript, bool hasSpeakers)
    {
        var text = new StringBuilder("WEBVTT\n\n");
        foreach (var cue in Cue.Of(transcript))
        {
            var voice = hasSpeakers ? $"<v {Escaped(cue.Speaker)}>" : "";
            text.Append(CultureInfo.InvariantCulture,
                $"{Clock(cue.StartMs, '.')} --> {Clock(cue.EndMs, '.')}\n{voice}{Escaped(cue.Text)}\n\n");
        }

        return text.ToString();
    }

    /// <summary><c>01:02:03.456</c>, with more digits for hours when a recording has them.</summary>
    public static string Clock(long milliseconds, char point)
    {
        var (seconds, rest) = Math.DivRem(milliseconds, 1000);
        return string.Create(CultureInfo.InvariantCulture,
            $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}{point}{rest:000}");
    }

    private static string Escaped(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
