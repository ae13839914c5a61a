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
    [InlineData("A 300 320", "302.6-307.6 312.4-317.4")]
    [InlineData("A 300 303", "300.2-302.8")]
    [InlineData("A 300 302.3", "")]
    [InlineData("A 292 304", "300.2-303.8")]
    [InlineData("A 300 320, B 304 305", "306.35-311.35 313.65-318.65")]
    [InlineData("A 300 320, B 299 321", "")]
    [InlineData("A 300 310, A 320 323, A 330 336", "302.5-307.5 320.2-322.8 330.5-335.5")]
    [InlineData("A 300 306, A 340 346, A 360 366, B 310 330, B 346.1 359.9", "300.5-305.5 340.5-345.5 360.5-365.5")]
    [InlineData("", "")]
    public void Clips_are_the_long_turns_that_nobody_speaks_into(string said, string clips)
    {
        Turn[] turns = [.. said.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(turn => turn.Split(' '))
            .Select(part => new Turn(part[0], Number(part[1]), Number(part[2])))];

        var found = ClipSearch.In(Talk.Window(1, 290, 590), "A", turns);

        Assert.Equal(clips, string.Join(' ', found
            .OrderBy(clip => clip.Start)
            .Select(clip => $"{Math.Round(Pcm.Seconds(clip.Start), 3)}-{Math.Round(Pcm.Seconds(clip.End), 3)}")));
    }

    [Fact]
    public void Not_all_clips_of_a_speaker_are_of_one_window()
    {
        Clip old = new(0, 40_000, 0, 1);
        Clip[] found =
        [
            new(100_000, 180_000, 1, 5), new(200_000, 280_000, 1, 4), new(300_000, 380_000, 1, 3),
            new(400_000, 480_000, 1, 2)
        ];

        Assert.Equal([found[0], found[1], found[2], old], ClipSearch.Keep([old], found));
    }

    [Fact]
    public void Two_clips_of_each_of_the_four_who_were_heard_last_are_sent_and_a_retry_has_other_ones()
    {
        var memory = new SpeakerMemory
        {
            Known = [.. Enumerable.Range(0, 6).Select(i => new KnownSpeaker
            {
                Name = $"Speaker_{i}",
                LastHeard = i == 0 ? 999 : i,
                // The third one is of another window.
                Clips = [.. Enumerable.Range(0, i == 5 ? 1 : 4)
                    .Select(n => new Clip(i * 900 + n, i * 900 + 9, n / 2, 1))]
            })]
        };

        Assert.Equal(
            ["0 0", "3 2700", "4 3600", "5 4500", "0 2", "3 2702", "4 3602"], Sent(memory, attempt: 0));
        Assert.Equal(
            ["0 1", "3 2701", "4 3601", "5 4500", "0 3", "3 2703", "4 3603"], Sent(memory, attempt: 1));
        Assert.Null(ClipChoice.ToSend(memory with { Known = [memory.Known[5]] }, attempt: 1));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 3.333)]
    [InlineData(4, 2.5)]
    public void All_clips_together_are_twenty_seconds_at_most(int speakers, double seconds)
    {
        var memory = new SpeakerMemory
        {
            Known = [.. Enumerable.Range(0, speakers).Select(i => new KnownSpeaker
            {
                Name = $"Speaker_{i}",
                LastHeard = i,
                Clips = [new(0, 5 * Pcm.Rate, 0, 1), new(8 * Pcm.Rate, 13 * Pcm.Rate, 1, 1)]
            })]
        };

        var sent = ClipChoice.ToSend(memory, attempt: 0)!;

        Assert.All(sent, chosen => Assert.Equal(seconds, Pcm.Seconds(chosen.Sent.Samples), 0.001));
        Assert.All(sent, chosen => Assert.Equal(
            chosen.Clip.Start + chosen.Clip.End, chosen.Sent.Start + chosen.Sent.End, 1.0));
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
        Assert.Equal(4 * (3.8 + 0.5), prefix.Seconds, 0.001);
        Assert.Equal(prefix.Bytes.ToArray(), resumed.PrefixFor(stored.Memory, attempt: 0).Bytes.ToArray());
        Assert.Equal(
            ["Speaker_0 0", "Speaker_1 4.3", "Speaker_0 8.6", "Speaker_1 12.9"],
            prefix.Clips.Select(clip => FormattableString.Invariant($"{clip.Speaker} {Math.Round(clip.Start, 3)}")));
        // Each sample tells its place: the two clips are the halves of the turn, without its edges.
        Assert.Equal((short)(33_600 / 16), Samples(prefix)[30_400]);
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
        ClipChoice.ToSend(memory, attempt)!.Select(chosen => $"{chosen.Speaker[^1]} {chosen.Clip.Start}");

    private static short[] Samples(Prefix prefix) => MemoryMarshal.Cast<byte, short>(prefix.Bytes.Span).ToArray();

    private async Task<AudioWindow> WriteAsync(AudioWindow window)
    {
        var samples = Enumerable.Range(0, (int)(window.End - window.Start)).Select(i => (short)(i / 16)).ToArray();
        window = window with { Path = Path.Combine(directory.Path, "window.pcm") };
        await File.WriteAllBytesAsync(window.Path, MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), Cancel);
        return window;
    }
}
