using System.Globalization;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Why a recording cannot be used, as its sender is told.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Status">The HTTP status that it is answered with.</param>
/// <param name="Title">What happened, in one sentence.</param>
/// <param name="Detail">What to do about it.</param>
internal sealed record AudioProblem(string Code, int Status, string Title, string Detail)
{
    private const long Gibibyte = 1L << 30, Mebibyte = 1L << 20;

    public static AudioProblem Empty { get; } = new(
        "empty_audio", 422, "There is no sound in the file",
        "It is empty, or its recording has no length. Send another one.");

    public static AudioProblem NoAudio { get; } = new(
        "no_audio", 422, "The file has no audio track", "There is a picture or subtitles in it, but nothing to hear.");

    public static AudioProblem FfmpegMissing { get; } = new(
        "ffmpeg_missing", 501, "Only WAV can be read here",
        "Other formats need ffmpeg, which is not installed where AudioProxy runs. "
        + "Install it, or send the recording as WAV.");

    public static AudioProblem DiskFull { get; } = new(
        "disk_full", 507, "There is no room for the recording",
        "The disk that AudioProxy keeps its temporary files on is full. "
        + "Free some of it, or set CACHE_DIR to another one.");

    public static AudioProblem NoPlace { get; } = new(
        "no_place", 507, "There is no place for the recording",
        "AudioProxy cannot write to its directory of temporary files. Let it, or set CACHE_DIR to another one.");

    public static AudioProblem TimedOut { get; } = new(
        "decoding_timed_out", 504, "The recording could not be read in time",
        "ffmpeg took too long over it. Convert the recording to WAV or FLAC yourself, and send that.");

    /// <param name="reason">What the reader of the format said; null when it said nothing.</param>
    public static AudioProblem Damaged(string? reason) => new(
        "damaged_audio", 422, "The recording is damaged",
        reason is null ? "It cannot be decoded. Send another copy." : $"It cannot be decoded: {reason}");

    /// <param name="instead">What the file is, for example <c>a picture (PNG)</c>.</param>
    public static AudioProblem UnknownFormat(string instead) => new(
        "unknown_format", 415, "This is not a recording that can be read",
        $"The file is {instead}. Taken are {AudioKinds.Taken}, whatever the file is called.");

    /// <param name="limit">Bytes that a recording may have.</param>
    public static AudioProblem TooLarge(long limit) => new(
        "too_large", 413, "The recording is too large",
        $"At most {Size(limit)} are taken. "
        + "Send it compressed, as M4A or Opus for example, or raise the limit in Settings.");

    private static string Size(long bytes) => bytes switch
    {
        >= Gibibyte => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gibibyte:0.#} GiB"),
        >= Mebibyte => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Mebibyte:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
    };
}
