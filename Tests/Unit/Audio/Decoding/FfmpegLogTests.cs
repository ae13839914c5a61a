using System.Text;
using SparkControl.AudioProxy.Decoding;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Decoding;

public sealed class FfmpegLogTests
{
    private const string Input = """
        [info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/data/cache/a b/upload':
        [info]   Metadata:
        [info]     title           : one
        [info]                     :   Duration: 09:09:09.00
        [info]   Duration: 01:02:03.50, start: 0.000000, bitrate: 73 kb/s

        """;

    private const string Audio = "[info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 69 kb/s (default)\n";
    private const string Video =
        "[info]   Stream #0:0[0x1](und): Video: h264 (High), yuv420p, 64x64, 25 fps (default)\n";
    private const string Output =
        "[info] Output #0, s16le, to 'pipe:1':\n[info]   Stream #0:0: Audio: pcm_s16le, 16000 Hz, mono, s16\n";
    private const string Path = "/data/cache/a b/upload";

    [Fact]
    public void The_length_and_what_is_in_the_file_are_read_from_the_log()
    {
        var log = Of(Input + Video + Audio + Output);

        Assert.Equal((3723.5, true, true, true), (log.Duration, log.HasInput, log.HasAudio, log.HasListed));
    }

    [Fact]
    public void It_does_not_matter_in_what_parts_the_log_comes()
    {
        var log = new FfmpegLog();

        foreach (var part in Encoding.UTF8.GetBytes(Input + Audio)) log.Add([part]);

        Assert.Equal((3723.5, true, false), (log.Duration, log.HasAudio, log.HasListed));
    }

    [Theory]
    [InlineData("[info]   Duration: N/A, start: 0.000000, bitrate: N/A\n")]
    [InlineData("[aac @ 0x55c0] [warning] Estimating duration from bitrate, this may be inaccurate\n[info] Input #0, aac\n[info]   Duration: 00:00:03.01\n")]
    [InlineData("")]
    public void A_length_that_is_guessed_or_missing_is_unknown(string lines) =>
        Assert.Null(Of("[info] Input #0, ogg\n" + lines).Duration);

    [Fact]
    public void What_ffmpeg_makes_of_a_film_without_sound_is_not_taken_for_its_sound() =>
        Assert.False(Of(Input + Video + Output).HasAudio);

    [Fact]
    public void An_endless_line_is_not_kept()
    {
        var log = new FfmpegLog();

        for (var i = 0; i < 1_000; i++) log.Add(Encoding.ASCII.GetBytes(new string('x', 10_000)));
        log.Add("\n[error] the end\n"u8);

        Assert.Equal(["[error] the end"], log.Errors);
    }

    [Theory]
    [InlineData(Input + Video, 1, 0, "no_audio", null)]
    [InlineData(
        Input + Audio + "[error] file:/data/cache/a b/upload: Invalid data\n", 1, 0, "damaged_audio", "Invalid data")]
    [InlineData("[mov,mp4 @ 0x55] [error] moov atom not found\n[error] /data/cache/a b/upload: Invalid data\n", 183, 0,
        "damaged_audio", "moov atom not found; Invalid data")]
    [InlineData("[error] a\n[error] b\n[error] c\n", 1, 9, "damaged_audio", "b; c")]
    [InlineData("[error] x \u001b[31mred\u0007\n", 1, 0, "damaged_audio", "x red")]
    [InlineData("[error] cannot open '/etc/passwd' or (file:/root/x), a/b\n", 1, 0, "damaged_audio",
        "cannot open 'a file' or (a file), a/b")]
    [InlineData(Input + Audio, 137, 3723, "damaged_audio", null)]
    [InlineData(Input + Audio + Output, 0, 0, "empty_audio", null)]
    [InlineData(Input + Audio + Output, 0, 3723, null, null)]
    public void How_it_ended_says_what_is_wrong(string said, int exitCode, double seconds, string? code, string? reason)
    {
        var verdict = FfmpegVerdict.Of(Of(said), exitCode, seconds, Path);

        Assert.Equal(code, verdict.Problem?.Code);
        if (reason is not null) Assert.Equal($"It cannot be decoded: {reason}", verdict.Problem!.Detail);
        Assert.Null(verdict.Flaw);
    }

    [Theory]
    [InlineData(Input + Audio, 60,
        "The sound ends after 60 s, though the file is said to last 3724 s: it may have been cut off.")]
    [InlineData(Input + Audio + "[aac @ 0x1] [error] Input buffer exhausted\n", 3723,
        "Parts of the recording are damaged: Input buffer exhausted")]
    public void What_is_missing_in_the_sound_is_said(string said, double seconds, string flaw) =>
        Assert.Equal(new FfmpegVerdict(null, flaw), FfmpegVerdict.Of(Of(said), 0, seconds, Path));

    [Fact]
    public void A_long_complaint_is_clipped()
    {
        var reason = FfmpegVerdict.Reason(Of($"[error] {new string('x', 900)}\n"), Path);

        Assert.Equal(201, reason!.Length);
    }

    [Fact]
    public void Its_words_never_let_it_open_anything_else()
    {
        var arguments = Ffmpeg.Arguments(AudioKind.Mp4, "/tmp/-i http:x");

        Assert.Equal(["-protocol_whitelist", "file,pipe", "-f", "mov", "-i", "file:/tmp/-i http:x"],
            arguments.SkipWhile(word => word != "-protocol_whitelist").Take(6));
    }

    private static FfmpegLog Of(string said)
    {
        var log = new FfmpegLog();
        log.Add(Encoding.UTF8.GetBytes(said));
        return log;
    }
}
