using System.Text;
using SparkControl.AudioProxy.Windows;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Windows;

public sealed class WavStreamTests : IDisposable
{
    private readonly TempDirectory directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Samples => Path.Combine(directory.Path, "window.pcm");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5000)]
    [InlineData(6, 5000)]
    public async Task A_header_the_prefix_and_the_file_are_one_stream_of_known_length(int prefix, int size)
    {
        var (before, after) = (Bytes(prefix, 1), Bytes(size, 2));
        await File.WriteAllBytesAsync(Samples, after, Cancel);

        await using var wav = WavStream.Open(Samples, before);
        var whole = new MemoryStream();
        await wav.CopyToAsync(whole, 7, Cancel);

        Assert.Equal([.. WavHeader.For((prefix + size) / 2), .. before, .. after], whole.ToArray());
        Assert.Equal(whole.Length, wav.Length);
        Assert.Equal((prefix + size) / 2, wav.Samples);
    }

    [Fact]
    public async Task It_can_be_sent_again_from_anywhere()
    {
        await File.WriteAllBytesAsync(Samples, Bytes(100, 2), Cancel);
        await using var wav = WavStream.Open(Samples, Bytes(10, 1));
        var whole = new byte[wav.Length];
        await wav.ReadExactlyAsync(whole, Cancel);

        for (var from = 0; from <= whole.Length; from++)
        {
            wav.Position = from;
            var rest = new byte[whole.Length - from];
            await wav.ReadExactlyAsync(rest, Cancel);

            Assert.Equal(whole[from..], rest);
            Assert.Equal(0, await wav.ReadAsync(new byte[1], Cancel));
        }
    }

    [Fact]
    public async Task A_window_can_be_removed_while_it_is_sent()
    {
        await File.WriteAllBytesAsync(Samples, Bytes(100, 2), Cancel);
        await using var wav = WavStream.Open(Samples);

        File.Delete(Samples);

        await wav.ReadExactlyAsync(new byte[144], Cancel);
    }

    [Fact]
    public void The_header_says_what_follows()
    {
        var header = WavHeader.For(16_000);
        using var fields = new BinaryReader(new MemoryStream(header));

        Assert.Equal("RIFF", Encoding.ASCII.GetString(fields.ReadBytes(4)));
        Assert.Equal(32_036, fields.ReadInt32());
        Assert.Equal("WAVEfmt ", Encoding.ASCII.GetString(fields.ReadBytes(8)));
        Assert.Equal((16, 1, 1), (fields.ReadInt32(), fields.ReadInt16(), fields.ReadInt16()));
        Assert.Equal((16_000, 32_000), (fields.ReadInt32(), fields.ReadInt32()));
        Assert.Equal((2, 16), (fields.ReadInt16(), fields.ReadInt16()));
        Assert.Equal("data", Encoding.ASCII.GetString(fields.ReadBytes(4)));
        Assert.Equal(32_000, fields.ReadInt32());
        Assert.Throws<OverflowException>(() => WavHeader.For(1L << 31));
    }

    private static byte[] Bytes(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
