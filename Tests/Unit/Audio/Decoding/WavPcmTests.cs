using System.Runtime.InteropServices;
using SparkControl.AudioProxy.Decoding;
using Xunit;
using static SparkControl.Tests.Unit.Audio.Decoding.TestWav;

namespace SparkControl.Tests.Unit.Audio.Decoding;

public sealed class WavPcmTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("wav-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(-32)]
    [InlineData(-64)]
    public async Task The_same_sound_is_heard_however_its_samples_are_written(int bits)
    {
        short[] sound = [0, 256, -256, 16_384, -16_384, 32_512, -32_768];
        var body = sound.SelectMany(sample => Written(sample, bits)).ToArray();
        var (width, tag) = (Math.Abs(bits), bits < 0 ? 3 : 1);

        var plain = await ReadAsync(Of(Format(bits: width, tag: tag), Chunk("data", body)));
        var extensible = await ReadAsync(Of(Extensible(1, 16_000, width, tag), Chunk("data", body)));

        Assert.Equal(sound, plain);
        Assert.Equal(sound, extensible);
    }

    [Fact]
    public async Task Sixteen_bits_at_our_rate_stay_as_they_are()
    {
        short[] all = [.. Enumerable.Range(short.MinValue, 65_536).Select(i => (short)i)];

        Assert.Equal(all, await ReadAsync(Of(Format(), Data(all))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task Channels_are_mixed_to_their_mean(int channels)
    {
        short[] frames = [.. Enumerable.Range(0, 50_000 * channels).Select(i => (short)(i % channels * 840))];

        var heard = await ReadAsync(Of(Format(channels), Data(frames)));

        Assert.Equal(50_000, heard.Length);
        Assert.All(heard, sample => Assert.Equal(420 * (channels - 1), sample));
    }

    [Fact]
    public async Task What_is_too_loud_is_clipped_and_what_is_no_number_is_silent()
    {
        float[] samples = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3, -3, 0.5f];

        var heard = await ReadAsync(
            Of(Format(bits: 32, tag: 3), Chunk("data", MemoryMarshal.AsBytes<float>(samples).ToArray())));

        Assert.Equal([0, 32_767, -32_768, 32_767, -32_768, 16_384], heard);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(192_000)]
    public async Task A_recording_of_any_rate_is_as_long_as_its_header_says(int rate)
    {
        await using var pcm = Open(Tone(440, rate, 2.5));

        var samples = await AllAsync(pcm);

        Assert.Equal(2.5, pcm.Duration!.Value, tolerance: 0.001);
        Assert.Equal(40_000, samples.Length);
        Assert.Null(pcm.Flaw);
    }

    [Fact]
    public async Task What_was_cut_off_is_heard_as_far_as_it_goes_and_says_so()
    {
        await using var pcm = Open(Of(Format(2), Chunk("data", [1, 0, 1, 0, 2, 0, 2, 0, 9, 9, 9], 4000)));

        var samples = await AllAsync(pcm);

        Assert.Equal([1, 2], samples);
        Assert.Equal("The file was cut off: its header promises more sound than there is.", pcm.Flaw);
    }

    [Fact]
    public void A_file_without_sound_is_empty()
    {
        var empty = Assert.Throws<AudioException>(() => Open(Of(Format(), Data())));

        Assert.Equal(("empty_audio", 422), (empty.Problem.Code, empty.Problem.Status));
    }

    [Fact]
    public async Task Reads_of_an_odd_number_of_bytes_give_the_same_sound()
    {
        var file = Tone(300, 44_100, 1);
        await using var whole = Open(file);
        await using var piecemeal = Open(file);
        var (expected, heard, part) = (await AllAsync(whole), new MemoryStream(), new byte[37]);

        while (await piecemeal.ReadAsync(part, Cancel) is > 0 and var read) heard.Write(part, 0, read);

        Assert.Equal(expected, MemoryMarshal.Cast<byte, short>(heard.ToArray()).ToArray());
    }

    private WavPcm Open(byte[] file)
    {
        var path = Path.Combine(directory.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, file);
        return WavPcm.TryOpen(path)!;
    }

    private async Task<short[]> ReadAsync(byte[] file)
    {
        await using var pcm = Open(file);
        return await AllAsync(pcm);
    }

    private static async Task<short[]> AllAsync(PcmStream pcm)
    {
        var all = new MemoryStream();
        await pcm.CopyToAsync(all, Cancel);
        return MemoryMarshal.Cast<byte, short>(all.ToArray()).ToArray();
    }

    private static byte[] Written(short sample, int bits) => bits switch
    {
        8 => [(byte)((sample >> 8) + 128)],
        16 => BitConverter.GetBytes(sample),
        24 => BitConverter.GetBytes(sample << 8)[..3],
        32 => BitConverter.GetBytes(sample << 16),
        -32 => BitConverter.GetBytes(sample / 32_768f),
        _ => BitConverter.GetBytes(sample / 32_768d)
    };
}
