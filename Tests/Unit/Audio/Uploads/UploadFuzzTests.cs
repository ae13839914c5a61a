using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Tests.Unit.Audio.Decoding;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Uploads;

[Collection(nameof(Alone))]
public sealed class UploadFuzzTests : IDisposable
{
    private const int Bodies = 1_500;
    private const long Limit = 1 << 20;
    private const long MostBytes = 4 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo cache = Directory.CreateTempSubdirectory("fuzz-");

    public void Dispose() => cache.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Broken_forms_are_taken_or_refused_and_leave_nothing(int seed)
    {
        var random = new Random(seed);
        using var spool = Spool.Open(cache.FullName, reserve: 0);
        var (taken, refused, reader) = (0, 0, new UploadReader(() => spool));
        for (var i = 0; i < Bodies; i++)
        {
            var before = GC.GetTotalAllocatedBytes();
            using var body = new SlowStream(Broken(random), random.Next(1, 3_000));
            try
            {
                var reading = reader.ReadAsync(TestForm.Type, body, null, Limit, TestContext.Current.CancellationToken);
                using var upload = await reading.WaitAsync(Longest, TestContext.Current.CancellationToken);
                taken++;
            }
            catch (AudioException)
            {
                refused++;
            }

            Assert.Empty(Directory.EnumerateDirectories(spool.Path));
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
        }

        Assert.True(taken > Bodies / 20 && refused > Bodies / 10, $"{taken} were taken and {refused} refused: that tries little.");
    }

    private static byte[] Broken(Random random)
    {
        var recording = TestWav.Tone(440, 16_000, 0.02 * random.Next(0, 20));
        var form = new TestForm().Field("language", "en").File(recording).Field("format", new string('x', random.Next(100))).ToBytes();
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            // Most of what can be broken stands at both ends.
            var at = random.Next(3) switch { 0 => random.Next(Math.Min(300, form.Length)), 1 => form.Length - 1 - random.Next(Math.Min(300, form.Length)), _ => random.Next(form.Length) };
            form = random.Next(5) switch
            {
                0 => [.. form[..at], (byte)random.Next(256), .. form[(at + 1)..]],
                1 => [.. form[..at], .. "\r\n----x7\r\n"u8, .. form[at..]],
                2 => form[..Math.Max(1, at)],
                3 => [.. form[..at], .. new byte[random.Next(40_000)], .. form[at..]],
                _ => [.. form[..at], .. form[Math.Min(form.Length, at + random.Next(1, 60))..], (byte)'\n']
            };
        }

        return form;
    }

    // As it comes from a network.
    private sealed class SlowStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancel) =>
            base.ReadAsync(buffer, offset, Math.Min(count, most), cancel);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancel);
    }
}
