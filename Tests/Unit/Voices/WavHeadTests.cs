using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Voices;

public sealed class WavHeadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(22_050, 44_100L)]
    [InlineData(24_000, null)]
    public async Task What_is_written_is_read_again(int rate, long? length)
    {
        var head = new WavHead(rate, length);

        Assert.Equal(head, await ReadAsync([.. head.ToBytes(), 1, 2, 3]));
    }

    [Fact]
    public async Task Reading_ends_at_the_first_sample_whatever_stands_before_it()
    {
        var plain = new WavHead(16_000, 4).ToBytes();
        using var stream = new MemoryStream(
            [.. plain[..12], .. "LIST\u0003\0\0\0abc\0"u8, .. plain[12..], 7, 8, 9, 10]);

        Assert.Equal(new(16_000, 4), await WavHead.ReadAsync(stream, Cancel));
        Assert.Equal(7, stream.ReadByte());
    }

    [Theory]
    [InlineData(20, 3)]
    [InlineData(22, 2)]
    [InlineData(34, 8)]
    [InlineData(0, 'X')]
    [InlineData(8, 'X')]
    public async Task Other_sound_is_none(int at, int value)
    {
        var head = new WavHead(16_000, 4).ToBytes();
        head[at] = (byte)value;

        Assert.Null(await ReadAsync(head));
    }

    [Fact]
    public async Task Whatever_comes_is_read_without_a_failure()
    {
        var random = new Random(4);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new WavHead(16_000, 4).ToBytes();
            for (var change = random.Next(6); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            await ReadAsync(bytes[..random.Next(bytes.Length + 1)]);
        }
    }

    private static Task<WavHead?> ReadAsync(byte[] bytes) => WavHead.ReadAsync(new MemoryStream(bytes), Cancel);
}
