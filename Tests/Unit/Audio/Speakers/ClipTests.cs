using System.Globalization;
using System.Runtime.InteropServices;
using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speakers;

public sealed class ClipTests : IDisposable
{
    private readonly TempDirectory directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    /// <summary>Turns of a window from second 290 on, whose first 10 s were heard before: "name start end".</summary>
    [Theory]
    [InlineData("A 300 320", "307.5-312.5")]
    [InlineData("A 300 303", "300.2-302.8")]
    [InlineData("A 300 302.3", "")]
    [InlineData("A 292 304", "300.2-303.8")]
    [InlineData("A 300 320, B 304 305", "310-315")]
    [InlineData("A 300 320, B 299 321", "")]
    [InlineData("A 300 310, A 320 323, A 330 336", "302.5-307.5 330.5-335.5")]
    [InlineData("A 300 306, A 340 346, A 360 366, B 310 330, B 346.1 359.9", "300.5-305.5 340.5-345.5")]
    [InlineData("", "")]
    public void Clips_are_the_long_turns_that_nobody_speaks_into(string said, string clips)
    {
        Turn[] turns = [.. said.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(turn => turn.Split(' '))
            .Select(part => new Turn(part[0], Number(part[1]), Number(part[2])))];

        var found = ClipChoice.In(Talk.Window(1, 290, 590), "A", turns);

        Assert.Equal(clips, string.Join(' ', found
            .OrderBy(clip => clip.Start)
            .Select(clip => $"{Math.Round(Pcm.Seconds(clip.Start), 3)}-{Math.Round(Pcm.Seconds(clip.End), 3)}")));
    }

    [Fact]
    public void Not_all_clips_of_a_speaker_are_of_one_window()
    {
        Clip old = new(0, 40_000, 0, 1);
        Clip[] found = [new(100_000, 180_000, 1, 5), new(200_000, 280_000, 1, 4), new(300_000, 380_000, 1, 3)];

        Assert.Equal([found[0], found[1], old], ClipChoice.Keep([old], found));
    }

    [Fact]
    public void The_four_who_were_heard_last_are_sent_and_a_retry_has_other_clips_of_them()
    {
        var memory = new SpeakerMemory
        {
            Known = [.. Enumerable.Range(0, 6).Select(i => new KnownSpeaker
            {
                Name = $"Speaker_{i}",
                LastHeard = i == 0 ? 999 : i,
                Clips = [.. Enumerable.Range(0, i == 5 ? 1 : 2).Select(n => new Clip(i * 900 + n, i * 900 + 9, n, 1))]
            })]
        };

        Assert.Equal(["Speaker_0 0", "Speaker_3 2700", "Speaker_4 3600", "Speaker_5 4500"], Sent(memory, attempt: 0));
        Assert.Equal(["Speaker_0 1", "Speaker_3 2701", "Speaker_4 3601", "Speaker_5 4500"], Sent(memory, attempt: 1));
        Assert.Null(ClipChoice.ToSend(memory with { Known = [memory.Known[5]] }, attempt: 1));
    }

    [Fact]
    public async Task Clips_outlive_their_file_and_a_resumed_job_takes_them_from_the_window_again()
    {
        var window = await WriteAsync(Talk.Window(0, 0, 20));
        var outcome = (SpeakerVerdict.Accepted)new SpeakerLinker(new()).Judge(
            SpeakerMemory.Empty, window, Prefix.None(), new() { Turns = [new("x", 0, 8), new("y", 9, 17)] });
        var (live, resumed) = (new ClipStore(), new ClipStore());

        await live.KeepAsync(window, outcome.Outcome.Memory, Cancel);
        var stored = Wire.Read<SpeakerOutcome>(Wire.Write(outcome.Outcome));
        await resumed.KeepAsync(window, stored.Memory, Cancel);
        window.Delete();

        var prefix = live.PrefixFor(outcome.Outcome.Memory, attempt: 0);
        Assert.Equal(2 * 5.5, prefix.Seconds);
        Assert.Equal(prefix.Bytes.ToArray(), resumed.PrefixFor(stored.Memory, attempt: 0).Bytes.ToArray());
        Assert.Equal(
            [new("Speaker_0", 0, 5), new("Speaker_1", 5.5, 10.5)], prefix.Clips);
        // Each sample tells its place: the middle of the clip is the middle of the turn.
        Assert.Equal((short)(4 * Pcm.Rate / 16), Samples(prefix)[(int)(2.5 * Pcm.Rate)]);
    }

    [Fact]
    public void A_prefix_fades_and_is_silent_between_its_clips()
    {
        var loud = new byte[Pcm.Rate * 2];
        MemoryMarshal.Cast<byte, short>(loud.AsSpan()).Fill(1000);

        var samples = Samples(Prefix.Of(0, [("Speaker_0", loud), ("Speaker_1", loud)]));

        Assert.Equal(3 * Pcm.Rate, samples.Length);
        Assert.Equal((0, 500, 1000, 0), (samples[0], samples[160], samples[320], samples[Pcm.Rate - 1]));
        Assert.All(samples[Pcm.Rate..(Pcm.Rate * 3 / 2)], sample => Assert.Equal(0, sample));
        Assert.Equal(1000, samples[Pcm.Rate * 2]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Sent(SpeakerMemory memory, int attempt) =>
        ClipChoice.ToSend(memory, attempt)!.Select(chosen => $"{chosen.Speaker} {chosen.Clip.Start}");

    private static short[] Samples(Prefix prefix) => MemoryMarshal.Cast<byte, short>(prefix.Bytes.Span).ToArray();

    private async Task<AudioWindow> WriteAsync(AudioWindow window)
    {
        var samples = Enumerable.Range(0, (int)(window.End - window.Start)).Select(i => (short)(i / 16)).ToArray();
        window = window with { Path = Path.Combine(directory.Path, "window.pcm") };
        await File.WriteAllBytesAsync(window.Path, MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), Cancel);
        return window;
    }
}
