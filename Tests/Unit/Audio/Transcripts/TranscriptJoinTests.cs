using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.AudioProxy.Windows;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Transcripts;

public sealed class TranscriptJoinTests
{
    private static readonly Turn[] One = [new("Speaker_0", 0, 1200)];

    /// <summary>
    /// Windows of two minutes that share ten seconds: where the last words end, in seconds. Behind them nobody speaks.
    /// </summary>
    [Theory]
    [InlineData(109)]
    [InlineData(111)]
    [InlineData(113)]
    [InlineData(115)]
    [InlineData(117)]
    [InlineData(119)]
    public void Words_before_a_long_silence_are_there_once_wherever_the_cut_is(double end)
    {
        SpokenWord[] words =
        [
            new("Good", 100, 100.4), new("night", 105, 105.4), new("and", end - 1, end - 0.7),
            new("bye.", end - 0.5, end)
        ];
        var join = new TranscriptJoin(hasSpeakers: true, overlap: 10);

        List<Block> blocks =
        [
            .. join.Add(Window(0, 0, 120, 0), Heard(words, 0, 120), One),
            .. join.Add(Window(1, 110, 230, 120), Heard(words, 110, 230), One),
            .. join.Add(Window(2, 220, 300, 230, isLast: true), Heard(words, 220, 300), One),
            .. join.Finish()
        ];

        Assert.Equal("Good night and bye.", string.Join(' ', blocks.Select(block => block.Text)));
        Assert.False(join.HasDoubles);
    }

    private static HeardText Heard(SpokenWord[] words, double from, double to)
    {
        SpokenWord[] heard = [.. words.Where(word => word.Start >= from && word.End <= to)];
        return new() { Text = string.Join(' ', heard.Select(word => word.Text)), Words = heard };
    }

    private static AudioWindow Window(int number, int start, int end, int heardUntil, bool isLast = false) => new()
    {
        Number = number,
        Start = Samples(start),
        End = Samples(end),
        OverlapUntil = Samples(heardUntil),
        Last = isLast,
        Path = ""
    };

    private static long Samples(int seconds) => (long)seconds * Pcm.Rate;
}
