using System.Runtime.InteropServices;
using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Windows;
using SparkControl.Tests.Integration;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Windows;

public sealed class WindowCutterTests : IDisposable
{
    // Windows of 12 s, cut within their last 4 s; an overlap of 1 s; a tail of 2 s.
    private static readonly WindowPlan Plan = new() { MaxSeconds = 12, OverlapSeconds = 1, SearchSeconds = 2 };

    private readonly TempDirectory directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(159)]
    [InlineData(16_000)]
    [InlineData(192_000 - 1)]
    [InlineData(192_000)]
    [InlineData(192_000 + 1)]
    [InlineData(192_000 + 31_999)]
    [InlineData(192_000 + 32_000)]
    [InlineData(192_000 + 32_001)]
    [InlineData(1_000_003)]
    public async Task The_windows_without_their_overlaps_are_the_recording(int samples)
    {
        var sound = Noise(samples, seed: samples);
        var rejoined = new MemoryStream();
        AudioWindow? last = null;
        await foreach (var window in new WindowCutter(Plan, directory.Path).CutAsync(new MemoryStream(sound), Cancel))
        {
            var bytes = await File.ReadAllBytesAsync(window.Path, Cancel);
            Assert.Equal((window.End - window.Start) * 2, bytes.Length);
            Assert.InRange(window.End - window.Start, 1, Plan.Longest);
            Assert.Equal((last?.Number + 1 ?? 0, last?.End ?? 0), (window.Number, window.OverlapUntil));
            Assert.Equal(last is null ? 0 : last.End - Plan.Overlap, window.Start);
            Assert.Equal(window.End == samples, window.Last);
            if (last is not null) Assert.True(window.End - window.OverlapUntil >= Plan.ShortestTail);

            rejoined.Write(bytes.AsSpan((int)(window.OverlapUntil - window.Start) * 2));
            window.Delete();
            last = window;
        }

        Assert.Equal(sound, rejoined.ToArray());
        Assert.Equal(samples == 0, last is null);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task However_the_bytes_arrive_the_windows_are_the_same()
    {
        var sound = Noise(700_000, seed: 3);

        var whole = await CutAsync(new MemoryStream(sound));
        var pieces = await CutAsync(new Trickle(sound, new(4)));

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData(8.2)]
    [InlineData(10)]
    [InlineData(11.6)]
    public async Task A_window_is_cut_in_the_middle_of_the_quietest_moment(double quiet)
    {
        var sound = Noise(20 * Pcm.Rate, seed: 1);
        Hush(sound, quiet, 0.3);
        // Longer and quieter, but too early.
        Hush(sound, 5, 2);

        var windows = await CutAsync(new MemoryStream(sound));

        Assert.Equal(Pcm.Samples(quiet + 0.15), windows[0].End);
    }

    [Fact]
    public async Task Of_a_long_silence_the_middle_is_cut()
    {
        var sound = Noise(20 * Pcm.Rate, seed: 1);
        Hush(sound, 9, 2);
        Hush(sound, 8.2, 0.4);

        var windows = await CutAsync(new MemoryStream(sound));

        Assert.InRange(Pcm.Seconds(windows[0].End), 9.98, 10.02);
    }

    [Fact]
    public async Task A_rest_of_a_moment_is_joined_by_an_earlier_cut()
    {
        var sound = Noise(Plan.Longest + 100, seed: 1);
        Hush(sound, 11.5, 0.3);
        Hush(sound, 9, 0.3);

        var windows = await CutAsync(new MemoryStream(sound));

        Assert.Equal([Pcm.Samples(9.15), Plan.Longest + 100], windows.Select(window => window.End));
    }

    [Fact]
    public async Task Half_a_sample_at_the_end_is_none()
    {
        var windows = await CutAsync(new MemoryStream([1, 2, 3, 4, 5]));

        Assert.Equal(2, Assert.Single(windows).End);
        Assert.Empty(await CutAsync(new MemoryStream([1])));
    }

    [Fact]
    public async Task The_stream_is_not_read_while_a_window_waits()
    {
        var total = 100 * Pcm.Rate;
        var cutter = new WindowCutter(Plan, directory.Path);
        await foreach (var window in cutter.CutAsync(new MemoryStream(Noise(total, seed: 1)), Cancel))
        {
            window.Delete();
            // What the next one and the look beyond it need: the next one waits then.
            var beyond = Plan.Longest + Plan.ShortestTail - Plan.Overlap;
            var needed = window.Last ? total : Math.Min(total, window.End + beyond);
            await Until.TrueAsync(() => cutter.SamplesRead >= needed);

            Assert.Equal(needed, cutter.SamplesRead);
            Assert.InRange(Directory.GetFiles(directory.Path).Length, 0, 2);
        }
    }

    [Fact]
    public async Task What_nobody_took_is_removed_when_the_reader_leaves()
    {
        await foreach (var window in new WindowCutter(Plan, directory.Path)
            .CutAsync(new MemoryStream(Noise(100 * Pcm.Rate, seed: 1)), Cancel))
        {
            window.Delete();
            break;
        }

        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task A_cancelled_cut_leaves_no_file()
    {
        using var stop = new CancellationTokenSource();
        var endless = new Trickle(Noise(5 * Pcm.Rate, seed: 1), new(1)) { Then = stop.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var windows = new WindowCutter(Plan, directory.Path).CutAsync(endless, stop.Token);
            await foreach (var _ in windows) Assert.Fail("No window was whole.");
        });

        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task A_stream_that_breaks_is_told_after_the_windows_before_it()
    {
        var sound = Noise(26 * Pcm.Rate, seed: 1);
        var broken = new Trickle(sound, new(1)) { Then = () => throw new IOException("cut off") };
        var taken = 0;

        var failure = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var window in new WindowCutter(Plan, directory.Path).CutAsync(broken, Cancel))
            {
                taken++;
                window.Delete();
            }
        });

        Assert.Equal(("cut off", 2), (failure.Message, taken));
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(60)]
    [InlineData(600)]
    [InlineData(1200)]
    public void Each_window_goes_further_than_the_one_before_however_long_they_are(int seconds)
    {
        var plan = new WindowPlan { MaxSeconds = seconds };

        Assert.True(plan.Longest - plan.Search - plan.Overlap >= plan.Longest / 2);
        Assert.True(plan.Search - plan.ShortestTail > Pcm.Samples(0.5));
    }

    private async Task<List<AudioWindow>> CutAsync(Stream sound) =>
        await new WindowCutter(Plan, directory.Path).CutAsync(sound, Cancel).ToListAsync(Cancel);

    private static byte[] Noise(long samples, int seed)
    {
        var bytes = new byte[samples * 2];
        var dice = new Random(seed);
        var noise = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        foreach (ref var sample in noise) sample = (short)dice.Next(-8000, 8000);
        return bytes;
    }

    private static void Hush(byte[] sound, double start, double seconds) =>
        sound.AsSpan((int)Pcm.Samples(start) * 2, (int)Pcm.Samples(seconds) * 2).Clear();

    /// <summary>Gives its bytes in pieces of any size, odd ones too, then does something.</summary>
    private sealed class Trickle(byte[] bytes, Random dice) : MemoryStream(bytes)
    {
        public Action? Then { get; init; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length) Then?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, dice.Next(1, 9_000))], cancellationToken);
        }
    }
}
