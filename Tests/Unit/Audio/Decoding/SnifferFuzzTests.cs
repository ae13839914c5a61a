using System.Text;
using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Decoding;

/// <summary>Beginnings that look like something and are broken behind that.</summary>
[Collection(nameof(Alone))]
public sealed class SnifferFuzzTests
{
    private const int Files = 3_000;

    // Two looks of 16 KiB and what is said about them.
    private const long MostBytes = 256 << 10;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly string[] Beginnings =
    [
        "", "ID3\u0004\0\0", "RIFF\0\0\0\0WAVE", "RIFF\0\0\0\0WAVEfmt \u0010\0\0\0", "FORM\0\0\0\0AIFF", "fLaC",
        "OggS", "caff", "#!AMR", "\0\0\0\u0018ftypM4A ", "\u00ff\u00fb", "\u00ff\u00f1", "<html>", "%PDF-"
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_it_begins_with_it_is_something_or_nothing_at_once(int seed)
    {
        var (random, known) = (new Random(seed), 0);
        for (var i = 0; i < Files; i++)
        {
            var bytes = new byte[random.Next(1, 40_000)];
            random.NextBytes(bytes);
            var beginning = Encoding.Latin1.GetBytes(Beginnings[random.Next(Beginnings.Length)]);
            beginning.AsSpan(0, Math.Min(beginning.Length, bytes.Length)).CopyTo(bytes);
            using var file = new MemoryStream(bytes);
            var before = GC.GetTotalAllocatedBytes();

            var sniffed = await Task.Run(() => AudioSniffer.Look(file), Cancel).WaitAsync(Longest, Cancel);
            file.Position = 0;
            await WavHead.ReadAsync(file, Cancel).WaitAsync(Longest, Cancel);

            Assert.NotEqual(sniffed.Kind is null, sniffed.Instead is null);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
            if (sniffed.Kind is not null) known++;
        }

        Assert.InRange(known, Files / 10, Files * 9 / 10);
    }
}
