using SparkControl.AudioProxy.Decoding;
using Xunit;
using static SparkControl.Tests.Unit.Audio.Decoding.TestWav;

namespace SparkControl.Tests.Unit.Audio.Decoding;

[Collection(nameof(Alone))]
public sealed class WavFuzzTests
{
    private const int Files = 1_500;

    // What a reader may need for a file of a few kilobytes: its blocks and the longest filter.
    private const long MostBytes = 16 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Broken_files_are_heard_or_refused_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var directory = Directory.CreateTempSubdirectory("fuzz-");
        var (heard, refused, path) = (0, 0, Path.Combine(directory.FullName, "wav"));
        for (var i = 0; i < Files; i++)
        {
            var file = Broken(random);
            await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                if (WavPcm.TryOpen(path) is { } pcm)
                    await DrainAsync(pcm, file.Length).WaitAsync(Longest, TestContext.Current.CancellationToken);
                heard++;
            }
            catch (AudioException)
            {
                refused++;
            }

            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
        }

        directory.Delete(recursive: true);
        Assert.True(heard > Files / 10 && refused > Files / 10, $"{heard} were heard and {refused} refused: that tries little.");
    }

    // The lowest rate makes four samples of one byte.
    private static async Task DrainAsync(WavPcm pcm, int length)
    {
        await using (pcm)
        {
            var (block, bytes) = (new byte[4096], 0L);
            while (await pcm.ReadAsync(block, TestContext.Current.CancellationToken) is > 0 and var read) bytes += read;
            Assert.InRange(bytes, 0, 8L * length + 16);
        }
    }

    private static byte[] Broken(Random random)
    {
        var file = Whole(random);
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            var at = random.Next(file.Length);
            switch (random.Next(4))
            {
                case 0: file[at] = (byte)random.Next(256); break;
                case 1: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: BitConverter.TryWriteBytes(file.AsSpan(Math.Min(at, 60) & ~3), random.Next(4) switch { 0 => 0u, 1 => uint.MaxValue, 2 => 0x8000_0000u, _ => (uint)random.Next() }); break;
                default: file = file[..random.Next(8, file.Length)]; break;
            }

            if (file.Length < 65) break;
        }

        return file;
    }

    private static byte[] Whole(Random random)
    {
        var body = new byte[random.Next(100, 4_000)];
        random.NextBytes(body);
        int[] rates = [4_000, 8_000, 11_025, 16_000, 44_100, 48_000, 96_000];
        var (channels, rate, isFloat) = (random.Next(1, 9), rates[random.Next(rates.Length)], random.Next(3) == 0);
        var bits = isFloat ? 32 * random.Next(1, 3) : 8 * random.Next(1, 5);
        var format = random.Next(2) == 0 ? Format(channels, rate, bits, isFloat ? 3 : 1) : Extensible(channels, rate, bits, isFloat ? 3 : 1);
        var list = Chunk("LIST", body[..random.Next(1, 40)]);
        return random.Next(3) switch
        {
            0 => Of(format, Chunk("data", body)),
            1 => Of(list, format, list, Chunk("data", body), list),
            _ => Of("RF64", Chunk("ds64", [.. new byte[8], .. BitConverter.GetBytes((long)body.Length), .. new byte[12]]), format, Chunk("data", body, uint.MaxValue))
        };
    }
}
