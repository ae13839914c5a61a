using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// What ffmpeg's log tells, of which only that is kept: what is in the file, and the last complaints. It is written
/// by a program that reads what strangers sent, so no line is kept whole that is too long.
/// </summary>
internal sealed partial class FfmpegLog
{
    private const int LongestLine = 1024;
    private const int KeptErrors = 2;

    private readonly StringBuilder line = new();
    private readonly Queue<string> errors = new();
    private bool isEstimate;

    // NaN while it is not known: it is read while the log is still written to, and a number is never half there.
    private double duration = double.NaN;

    /// <summary>Seconds by the file's header; null when it does not say, or ffmpeg guesses.</summary>
    public double? Duration => double.IsNaN(duration) ? null : duration;

    /// <summary>All that is told of the input has been.</summary>
    public bool HasListed { get; private set; }

    /// <summary>The file could be opened and what is in it was listed.</summary>
    public bool HasInput { get; private set; }

    public bool HasAudio { get; private set; }

    /// <summary>The last complaints, raw, oldest first.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>Takes what was written, in parts of any size.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
        {
            if (letter is not ((byte)'\n' or (byte)'\r'))
            {
                // What is not ASCII is of no use: names and tags of the file.
                if (line.Length < LongestLine) line.Append(letter < 0x80 ? (char)letter : '?');
                continue;
            }

            if (line.Length > 0) Take(line.ToString());
            line.Clear();
        }
    }

    private void Take(string text)
    {
        if (Level(text) is "error" or "fatal" or "panic")
        {
            if (errors.Contains(text)) return;
            if (errors.Count == KeptErrors) errors.Dequeue();
            errors.Enqueue(text);
            return;
        }

        if (text.Contains("] Output #0", StringComparison.Ordinal)) HasListed = true;
        if (HasListed) return;
        if (text.Contains("Estimating duration from bitrate", StringComparison.Ordinal)) isEstimate = true;
        HasInput |= text.StartsWith("[info] Input #0", StringComparison.Ordinal);
        HasAudio |= HasInput && AudioLine().IsMatch(text);
        if (HasInput && !isEstimate && Duration is null && DurationLine().Match(text) is { Success: true } match)
            duration = Seconds(match);
    }

    private static string? Level(string text) =>
        LevelMark().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static double Seconds(Match match) =>
        3600 * Number(match.Groups[1]) + 60 * Number(match.Groups[2]) + Number(match.Groups[3]);

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    // A component that speaks stands before the level: [mp3 @ 0x55c00be90a00] [warning] …
    [GeneratedRegex(@"^(?:\[[^\]]* @ [^\]]*\] )*\[(panic|fatal|error|warning|info)\]")]
    private static partial Regex LevelMark();

    // Titles and other tags are indented deeper, under their own names.
    [GeneratedRegex(@"^\[info\]   Duration: (\d{1,6}):(\d\d):(\d\d(?:\.\d{1,6})?)")]
    private static partial Regex DurationLine();

    [GeneratedRegex(@"^\[info\] {2,4}Stream #0:\d+[^ ]*: Audio: ")]
    private static partial Regex AudioLine();
}
