using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>What it means how ffmpeg ended.</summary>
/// <param name="Problem">Why there is no sound, or none that can be relied on; null when there is.</param>
/// <param name="Flaw">What is missing or broken in the sound that there is.</param>
internal sealed partial record FfmpegVerdict(AudioProblem? Problem, string? Flaw)
{
    private const int LongestReason = 200;

    // Headers round, and encoders pad.
    private const double Slack = 1;

    /// <param name="log">All that it wrote.</param>
    /// <param name="exitCode">0 when it was content.</param>
    /// <param name="seconds">Of sound that came.</param>
    /// <param name="path">The file, whose place is nobody's business.</param>
    public static FfmpegVerdict Of(FfmpegLog log, int exitCode, double seconds, string path)
    {
        if (log is { HasInput: true, HasAudio: false }) return new(AudioProblem.NoAudio, null);

        var reason = Reason(log, path);
        if (exitCode != 0) return new(AudioProblem.Damaged(reason), null);
        if (seconds == 0) return new(reason is null ? AudioProblem.Empty : AudioProblem.Damaged(reason), null);

        return new(null, Broken(log.Duration, seconds, reason));
    }

    /// <summary>The last complaints without what speaks of this machine, bounded; null when there are none.</summary>
    public static string? Reason(FfmpegLog log, string path)
    {
        var said = string.Join("; ", log.Errors.Select(error => Clean(error, path)).Where(said => said.Length > 0));
        return said.Length == 0 ? null : said.Length <= LongestReason ? said : said[..LongestReason] + "…";
    }

    private static string? Broken(double? duration, double seconds, string? reason)
    {
        if (duration - seconds > Slack)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"The sound ends after {seconds:0} s, though the file is said to last {duration:0} s: "
                + $"it may have been cut off.");
        }

        return reason is null ? null : $"Parts of the recording are damaged: {reason}";
    }

    private static string Clean(string error, string path)
    {
        var text = Marks().Replace(error, "");
        text = text.Replace($"file:{path}", "the file", StringComparison.Ordinal)
            .Replace(path, "the file", StringComparison.Ordinal);
        text = Places().Replace(text, "a file");
        text = text.StartsWith("the file: ", StringComparison.Ordinal) ? text["the file: ".Length..] : text;
        return Controls().Replace(text, "").Trim();
    }

    // Who speaks, where it lies in memory, and how bad it is.
    [GeneratedRegex(@"^(?:\[[^\]]*\] )+")]
    private static partial Regex Marks();

    [GeneratedRegex("""(?<![^\s'"(=:])(?:file:)?(?:/[^\s'":;,)]+)+""")]
    private static partial Regex Places();

    [GeneratedRegex(@"\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u001f\u007f]")]
    private static partial Regex Controls();
}
