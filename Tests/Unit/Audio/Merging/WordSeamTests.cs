using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Merging;

/// <summary>The overlap is from 10 to 20 s, except where it says something else.</summary>
public sealed class WordSeamTests
{
    [Theory]
    [InlineData("a@8-9 b@11-12 c@14-14.9 d@15.1-16", "b@11-12 c@14-14.9 d@15.1-16 e@21-22", "a b c|d e")]
    // A full stop where the earlier window ends, a capital letter where the later one begins.
    [InlineData("a@9-9.9 b@11-12 c@14-14.5 d.@19-19.9", "B@11-12 c@14-14.5 d@19-19.9 e@20-21", "a b c|d e")]
    [InlineData("this.@19-19.9", "This@19-19.9 is@20-21", "|This is")]
    [InlineData("was@9-9.8 this.@10-10.4", "This@10-10.4", "was this.|")]
    // Words that a window cuts off: with the same text, with another one, and in both.
    [InlineData("a@9.7-10.1 b@14-14.9 c@15.2-16", "a@10-10.1 b@14-14.9 c@15.2-16", "a b|c")]
    [InlineData("recorded@9.5-10.1 b@14-14.9 c@15.2-16", "did@10-10.1 b@14-14.9 c@15.2-16", "recorded b|c")]
    [InlineData("recorded@9.5-10 b@14-14.9 c@15.2-16", "did@10.04-10.12 b@14-14.9 c@15.2-16", "recorded b|c")]
    [InlineData("b@14-14.9 c@15.2-16 wreck@19.9-20", "b@14-14.9 c@15.2-16 recorded@19.9-20.4", "b|c recorded")]
    // Whole frames of 0.08 s, counted from where each window begins.
    [InlineData("a@12-12.24 b@12.32-12.56 c@12.64-12.88", "a@12.08-12.24 b@12.4-12.56 c@12.56-12.96", "a b c|")]
    // What only one has heard stays.
    [InlineData("a@11-12 c@13-14 d@16-17", "a@11-12 b@12.2-12.8 c@13-14 d@16-17", "a b c|d")]
    [InlineData("a@11-12 c@13-14 d@16-17 e@17.5-18", "a@11-12 c@13-14 d@16-17", "a c|d e")]
    // What both have heard differently is there once.
    [InlineData("a@11-12 twenty@13-14 d@16-17", "a@11-12 20@13-14 d@16-17", "a twenty d|")]
    [InlineData("a@11-12 d@16-17 recorded@18-19", "a@11-12 d@16-17 re@18-18.4 corded@18.4-19", "a|d re corded")]
    // The same word again and again.
    [InlineData("no@9.7-9.9 no@10-10.2 no@10.3-10.5 no@10.6-10.8", "no@10.3-10.5 no@10.6-10.8 no@20.3-20.5",
        "no no no no|no")]
    [InlineData("no@18-18.24 no@18.32-18.56 no@18.64-18.88", "no@18-18.24 no@18.32-18.56 no@18.64-18.88 no@20-20.2",
        "|no no no no")]
    // No words on one side, or on both.
    [InlineData("a@11-12 b@17-18", "", "a|b")]
    [InlineData("", "a@11-12 b@17-18", "a|b")]
    [InlineData("a@1-2", "b@21-22", "a|b")]
    [InlineData("", "", "|")]
    public void Each_word_is_there_once(string earlier, string later, string expected)
    {
        var seam = WordSeam.Join(Said.Words(earlier), Said.Words(later), 10, 20);

        Assert.Equal(expected, $"{Said.Text(seam.Earlier)}|{Said.Text(seam.Later)}");
    }

    [Fact]
    public void Without_an_overlap_nothing_is_the_same()
    {
        var seam = WordSeam.Join(Said.Words("no@9.7-10.04"), Said.Words("no@10-10.2 yes@10.3-10.5"), 10, 10);

        Assert.Equal("no|no yes", $"{Said.Text(seam.Earlier)}|{Said.Text(seam.Later)}");
        Assert.Equal(10, seam.Earlier[0].End);
    }

    [Fact]
    public void The_cut_is_between_two_words_near_the_middle()
    {
        var words = Said.Words("a@11-12 b@14-14.6 c@14.8-15.6 d@18-19");

        Assert.Equal(14.7, WordSeam.Join(words, words, 10, 20).At, 3);
        Assert.Equal(15, WordSeam.Join([], [], 10, 20).At);
    }

    [Fact]
    public void Estimated_times_may_be_farther_apart()
    {
        var (earlier, later) = (Said.Words("a@11-12 b@14-15 c@16-17"), Said.Words("a@12.5-13.5 b@15.8-16.8 c@18-19"));

        Assert.Equal("a b c", Joined(WordSeam.Join(earlier, later, 10, 20, isEstimated: true)));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Speech_that_two_windows_hear_in_their_own_frames_comes_out_as_it_was_said(int seed)
    {
        var random = new Random(seed);
        var said = Speech(random);
        var (from, to) = (said[^1].End * 0.4, said[^1].End * 0.4 + random.Next(2, 15));
        var earlier = Heard(said, 0, to);
        var later = Heard(said, from, double.MaxValue);

        var seam = WordSeam.Join(earlier, later, from, to);

        SpokenWord[] joined = [.. seam.Earlier, .. seam.Later];
        Assert.Equal(said.Select(word => word.Text), joined.Select(SeamPairs.Key));
        Assert.All(joined.Zip(joined.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.All(joined.Zip(said), pair => Assert.InRange(pair.First.Middle - pair.Second.Middle, -0.2, 0.2));
    }

    private static string Joined(Seam seam) => Said.Text([.. seam.Earlier, .. seam.Later]);

    // Few words, so that many are repeated, often several times in a row.
    private static List<SpokenWord> Speech(Random random)
    {
        var (said, at, text) = (new List<SpokenWord>(), 0.0, "no");
        for (var i = 0; i < 120; i++)
        {
            if (random.Next(3) > 0) text = $"w{random.Next(6)}";
            at += random.Next(10) == 0 ? random.NextDouble() * 3 : 0.08 + random.NextDouble() * 0.1;
            var start = at;
            at += 0.2 + random.NextDouble() * 0.3;
            said.Add(new(text, start, at));
        }

        return said;
    }

    // What is left of a word, when 60 ms are, in whole frames of the window; with capital letters and full stops.
    private static SpokenWord[] Heard(List<SpokenWord> said, double from, double to)
    {
        SpokenWord[] heard = [.. said.Select(word => word with
            {
                Start = Math.Max(from, word.Start),
                End = Math.Min(to, word.End)
            })
            .Where(word => word.End - word.Start >= 0.06)
            .Select(word => word with
            {
                Start = Frame(word.Start),
                End = Math.Max(Frame(word.End), Frame(word.Start) + 0.08)
            })];
        heard[0] = heard[0] with { Text = heard[0].Text.ToUpperInvariant() };
        heard[^1] = heard[^1] with { Text = heard[^1].Text + "." };
        return heard;

        double Frame(double time) => from + Math.Round((time - from) / 0.08) * 0.08;
    }
}
