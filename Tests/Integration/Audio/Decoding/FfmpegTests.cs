using System.Runtime.InteropServices;
using SparkControl.AudioProxy.Decoding;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Decoding;

public sealed class FfmpegTests : IDisposable
{
    private readonly Recordings recordings = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => recordings.Dispose();

    [Theory]
    [InlineData("a.flac", "", "Flac")]
    [InlineData("a.mp3", "", "Mp3")]
    [InlineData("a.mp3", "-id3v2_version 0 -write_xing 0", "Mp3")]
    [InlineData("a.m4a", "", "Mp4")]
    [InlineData("a.m4a", "-movflags +faststart", "Mp4")]
    [InlineData("a.mp4", "-movflags frag_keyframe+empty_moov", "Mp4")]
    [InlineData("a.mov", "", "Mp4")]
    [InlineData("a.opus", "", "Ogg")]
    [InlineData("a.ogg", "-c:a libvorbis", "Ogg")]
    [InlineData("a.webm", "", "Matroska")]
    [InlineData("a.mka", "-c:a aac", "Matroska")]
    [InlineData("a.aac", "", "Aac")]
    [InlineData("a.aiff", "", "Aiff")]
    [InlineData("a.caf", "", "Caf")]
    [InlineData("a.wav", "-c:a adpcm_ms", "Wav")]
    [InlineData("a.wav", "-c:a pcm_mulaw", "Wav")]
    [InlineData("a.wav", "-c:a pcm_s24le", "Wav")]
    [InlineData("a.wav", "-c:a pcm_s16le -rf64 always", "Wav")]
    public async Task A_tone_in_any_format_is_heard_at_its_pitch_and_length(string name, string words, string kind)
    {
        var path = await recordings.ToneAsync(name, words);
        Assert.Equal(Enum.Parse<AudioKind>(kind), Recordings.Kind(path));

        await using var pcm = await Recordings.Source().OpenAsync(Recordings.Kind(path)!.Value, path, Cancel);
        var samples = await AllAsync(pcm);

        Assert.InRange(samples.Length / 16_000.0, 2.95, 3.2);
        Assert.Equal(440, Pitch(samples[8_000..40_000]), tolerance: 1.0);
        Assert.Null(pcm.Flaw);
        // A raw stream has no header that could know.
        if (name is "a.aac" or "a.caf") Assert.Null(pcm.Duration);
        else if (!words.Contains("xing", StringComparison.Ordinal)
            && !words.Contains("frag", StringComparison.Ordinal)) Assert.InRange(pcm.Duration!.Value, 2.95, 3.1);
    }

    [Fact]
    public async Task Of_a_film_the_sound_is_heard()
    {
        var film = await recordings.FilmAsync("f.mp4", "-f lavfi -i sine=frequency=440:duration=2 -c:a aac");

        await using var pcm = await Recordings.Source().OpenAsync(AudioKind.Mp4, film, Cancel);

        Assert.Equal(440, Pitch((await AllAsync(pcm))[4_000..20_000]), tolerance: 1.0);
    }

    [Theory]
    [InlineData("f.mp4", "Mp4")]
    [InlineData("f.mkv", "Matroska")]
    public async Task A_film_without_sound_says_so(string name, string kind)
    {
        var film = await recordings.FilmAsync(name, "-an");

        Assert.Equal(AudioProblem.NoAudio, await ProblemAsync(Enum.Parse<AudioKind>(kind), film));
    }

    [Fact]
    public async Task A_recording_whose_index_is_missing_is_damaged_and_its_place_is_not_told()
    {
        var whole = await File.ReadAllBytesAsync(await recordings.ToneAsync("a.m4a"), Cancel);
        var path = await recordings.WriteAsync("cut off.m4a", whole[..(whole.Length / 2)]);

        var problem = await ProblemAsync(AudioKind.Mp4, path);

        Assert.Equal("damaged_audio", problem.Code);
        Assert.Contains("moov atom not found", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("/", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Flac")]
    [InlineData("Mp3")]
    [InlineData("Ogg")]
    [InlineData("Matroska")]
    [InlineData("Mp4")]
    public async Task Rubbish_is_damaged_whatever_it_begins_with(string kind)
    {
        var bytes = new byte[20_000];
        new Random(5).NextBytes(bytes);
        var path = await recordings.WriteAsync("rubbish", bytes);

        Assert.Contains(
            (await ProblemAsync(Enum.Parse<AudioKind>(kind), path)).Code, new[] { "damaged_audio", "no_audio" });
    }

    [Fact]
    public async Task What_was_cut_off_is_heard_as_far_as_it_goes_and_says_so()
    {
        var whole = await File.ReadAllBytesAsync(
            await recordings.ToneAsync("a.m4a", "-movflags +faststart -t 3"), Cancel);
        var path = await recordings.WriteAsync("half.m4a", whole[..(whole.Length * 2 / 5)]);

        await using var pcm = await Recordings.Source().OpenAsync(AudioKind.Mp4, path, Cancel);
        var samples = await AllAsync(pcm);

        Assert.InRange(samples.Length, 1_600, 24_000);
        Assert.StartsWith(
            "The sound ends after 1 s, though the file is said to last 3 s", pcm.Flaw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ffmpeg_only_what_is_plain_is_heard()
    {
        var source = Recordings.Source("no-such-program");
        var (wav, flac) = (await recordings.ToneAsync("a.wav", "-c:a pcm_s24le"), await recordings.ToneAsync("a.flac"));

        await using var pcm = await source.OpenAsync(AudioKind.Wav, wav, Cancel);
        var missing = await Assert.ThrowsAsync<AudioException>(() => source.OpenAsync(AudioKind.Flac, flac, Cancel));

        Assert.Equal(48_000, (await AllAsync(pcm)).Length);
        Assert.Equal(("ffmpeg_missing", 501), (missing.Problem.Code, missing.Problem.Status));
    }

    [Fact]
    public async Task Both_readers_hear_the_same()
    {
        var path = await recordings.ToneAsync("a.wav", "-c:a pcm_s16le");
        await using var ours = await Recordings.Source().OpenAsync(AudioKind.Wav, path, Cancel);
        await using var theirs = await FfmpegPcm.OpenAsync(new(), AudioKind.Wav, path, TimeProvider.System, Cancel);

        var (one, other) = (await AllAsync(ours), await AllAsync(theirs));

        Assert.InRange(other.Length - one.Length, -1, 1);
        Assert.All(Enumerable.Range(100, 47_000), i => Assert.InRange(one[i] - other[i], -6, 6));
    }

    private static async Task<AudioProblem> ProblemAsync(AudioKind kind, string path)
    {
        var refused = await Assert.ThrowsAsync<AudioException>(async () =>
        {
            await using var pcm = await Recordings.Source().OpenAsync(kind, path, Cancel);
            await AllAsync(pcm);
        });
        return refused.Problem;
    }

    private static async Task<short[]> AllAsync(PcmStream pcm)
    {
        var all = new MemoryStream();
        await pcm.CopyToAsync(all, Cancel);
        return MemoryMarshal.Cast<byte, short>(all.ToArray()).ToArray();
    }

    // By how often it rises through nothing.
    private static double Pitch(short[] samples) =>
        Enumerable.Range(1, samples.Length - 1)
            .Count(i => samples[i - 1] < 0 && samples[i] >= 0) * 16_000.0 / samples.Length;
}
