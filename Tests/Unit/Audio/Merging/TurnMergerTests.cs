using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Merging;

public sealed class TurnMergerTests
{
    [Theory]
    // Largest overlap.
    [InlineData("a@0-1 b@1.2-2", "S@0-1.5 T@1.5-3", "S:a T:b")]
    // Nearest within half a second, and exactly half a second.
    [InlineData("a@0-1 b@1.4-1.8", "S@0-1 T@2-3", "S:a T:b")]
    [InlineData("a@0-1 b@1.1-1.5", "S@0-0.2 T@2-3", "S:a T:b")]
    // Farther away it is whoever speaks already.
    [InlineData("a@0-1 b@1.6-1.8 c@2.4-3", "S@0-1 T@2.4-3", "S:a b T:c")]
    // A pause of 1.5 s is none, a longer one makes a block; who spoke before it goes on.
    [InlineData("a@0-8.58 b@10.08-10.2", "S@0-11", "S:a b")]
    [InlineData("a@0-1 b@2.51-3", "S@0-3", "S:a S:b")]
    [InlineData("a@0-1 b@3-3.2", "S@0-1", "S:a S:b")]
    // Before anybody speaks it is whoever speaks first.
    [InlineData("a@0-1 b@3-4 c@6-7", "S@6-7", "S:a S:b S:c")]
    [InlineData("a@0-1 b@3-4", "", "Speaker_0:a Speaker_0:b")]
    // Both cover all of it: the edge of a turn is the uncertain part of it.
    [InlineData("a@0-1 b@1.1-1.3", "S@0-1.4 T@0.8-3", "S:a T:b")]
    [InlineData("a@3-3.2", "S@0-10 T@2.9-3.3", "S:a")]
    // A speaker's turns that touch are one.
    [InlineData("a@1-2", "S@0-1.4 T@1.4-1.9 S@1.2-1.6", "S:a")]
    // A word of no length.
    [InlineData("a@1-1 b@2-2", "S@0-1.5 T@1.5-2", "S:a T:b")]
    public void Each_word_goes_to_the_speaker_it_is_nearest_to(string words, string turns, string expected)
    {
        var merger = new TurnMerger();

        IEnumerable<Block> blocks = [.. merger.Add(Said.Words(words), Said.Turns(turns)), .. merger.Finish()];

        Assert.Equal(expected, string.Join(' ', blocks.Select(block => $"{block.Speaker}:{block.Text}")));
    }

    [Theory]
    [InlineData("a@0-1 b.@1-2 c.@2-3 d@3-4 e@4-5", "a b. c.|d e")]
    [InlineData("a@0-1 b@1-2 c@2-3 d@3-4 e@4-5", "a b c d e")]
    public void Where_speech_may_be_parted_a_long_block_ends_with_its_sentence(string words, string expected)
    {
        var merger = new TurnMerger(longest: 2.5);

        IEnumerable<Block> blocks = [.. merger.Add(Said.Words(words), Said.Turns("S@0-5")), .. merger.Finish()];

        Assert.Equal(expected, string.Join('|', blocks.Select(block => block.Text)));
    }

    [Theory]
    // A sentence is a line, where it is no single word; behind a pause or another speaker's is a block of its own.
    [InlineData("a@0-1 b.@1-2.5 c.@2.5-3 d@3-5.1 e.@5.1-6 f@8-9", "S@0-9", "S:a b. +S:c. d e. S:f")]
    [InlineData("a@0-1 b.@1-2.5 c@2.5-3", "S@0-2.5 T@2.5-3", "S:a b. T:c")]
    // Where nobody writes full stops, 20 s are enough.
    [InlineData("a@0-10 b@10-21 c@21-22 d@22-23", "S@0-23", "S:a b +S:c d")]
    public void A_block_may_come_in_lines_that_are_known_before_it_ends(string words, string turns, string expected)
    {
        var merger = new TurnMerger(areLines: true);

        IEnumerable<Block> lines = [.. merger.Add(Said.Words(words), Said.Turns(turns)), .. merger.Finish()];

        Assert.Equal(expected, string.Join(
            ' ', lines.Select(line => $"{(line.Continues ? "+" : "")}{line.Speaker}:{line.Text}")));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lines_are_the_blocks_that_would_be_without_them(int seed)
    {
        var random = new Random(seed);
        var turns = Turns(random);
        SpokenWord[] words =
            [.. Words(random).Select(word => word with { Text = word.Text + (random.Next(5) == 0 ? "." : "") })];
        double? longest = random.Next(2) == 0 ? 20 : null;

        var (plain, lined) = (new TurnMerger(longest), new TurnMerger(longest, areLines: true));
        List<Block> blocks = [.. plain.Add(words, turns), .. plain.Finish()];
        List<Block> lines = [.. lined.Add(words, turns), .. lined.Finish()];

        var joined = Segment.Joined(lines.Select(Segment.Of));
        Assert.Equal(blocks.Select(Segment.Of).Select(Shape), joined.Select(Shape));
        Assert.True(lines.Count >= blocks.Count);

        static (string, long, long, string, int) Shape(Segment one) =>
            (one.Speaker, one.StartMs, one.EndMs, one.Text, one.Words!.Count);
    }

    [Fact]
    public void A_text_without_times_is_a_block_of_whoever_speaks_most()
    {
        var merger = new TurnMerger();
        var first = merger.AddText("nobody yet", 0, 10, []);
        var second = merger.AddText("hello there", 10, 20, Said.Turns("S@10-13 T@13-19 S@19-20"));

        Assert.Empty(first);
        Assert.Equal(["T:nobody yet 0-10", "T:hello there 10-20"], second.Select(
            block => FormattableString.Invariant($"{block.Speaker}:{block.Text} {block.Start}-{block.End}")));
        Assert.Empty(merger.AddText("", 20, 30, []));
        Assert.Empty(merger.Finish());
    }

    [Fact]
    public void A_block_is_told_as_soon_as_nothing_can_be_added_to_it()
    {
        var merger = new TurnMerger();
        var turns = Said.Turns("S@0-2 T@2-4");

        Assert.Empty(merger.Add(Said.Words("a@0-1 b@1.2-2"), turns));
        Assert.Equal("a b", Assert.Single(merger.Add(Said.Words("c@2.1-3"), turns)).Text);
        Assert.Equal("c", Assert.Single(merger.Finish()).Text);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_said_no_word_is_lost_and_each_is_where_it_belongs(int seed)
    {
        var random = new Random(seed);
        var (words, turns) = (Words(random), Turns(random));

        var blocks = Whole(words, turns);

        Assert.Equal(words, blocks.SelectMany(block => block.Words));
        Assert.All(
            blocks, block => Assert.Equal((block.Words[0].Start, block.Words[^1].End), (block.Start, block.End)));
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        var speakers = Speakers(words, turns);
        Assert.Equal(speakers, blocks.SelectMany(block => block.Words.Select(_ => block.Speaker)));
        Assert.Equal(Starts(words, speakers), blocks.Select(block => block.Start));
        AssertSame(blocks, Fed(words, turns, random));
    }

    private static List<Block> Whole(SpokenWord[] words, Turn[] turns)
    {
        var merger = new TurnMerger();
        return [.. merger.Add(words, turns), .. merger.Finish()];
    }

    // In windows of any length, each with the turns around it as the window's edges cut them.
    private static List<Block> Fed(SpokenWord[] words, Turn[] turns, Random random)
    {
        var (merger, blocks) = (new TurnMerger(), new List<Block>());
        for (var first = 0; first < words.Length;)
        {
            var window = words[first..Math.Min(words.Length, first + random.Next(1, 40))];
            var (from, to) = (window[0].Start - 5, window[^1].End + 5);
            blocks.AddRange(merger.Add(window, [.. turns.Where(turn => turn.End > from && turn.Start < to).Select(
                turn => turn with { Start = Math.Max(from, turn.Start), End = Math.Min(to, turn.End) })]));
            first += window.Length;
        }

        return [.. blocks, .. merger.Finish()];
    }

    private static void AssertSame(List<Block> blocks, List<Block> others)
    {
        Assert.Equal(blocks.Select(Shape), others.Select(Shape));

        static (string, double, double, string) Shape(Block block) =>
            (block.Speaker, block.Start, block.End, block.Text);
    }

    // The rules once more, the slow way: every turn is looked at for every word.
    private static string[] Speakers(SpokenWord[] words, Turn[] turns)
    {
        var said = words.Select(word => turns
            .Select(turn => (turn.Speaker, Shared: Math.Min(turn.End, word.End) - Math.Max(turn.Start, word.Start),
                Depth: Math.Min(1, Math.Min(word.Middle - turn.Start, turn.End - word.Middle))))
            .Where(turn => turn.Shared > -0.500001)
            .OrderByDescending(turn => turn.Shared).ThenByDescending(turn => turn.Depth)
            .ThenBy(turn => turn.Speaker, StringComparer.Ordinal)
            .Select(turn => turn.Speaker).FirstOrDefault()).ToArray();
        var speaker = said.FirstOrDefault(one => one is not null) ?? TurnMerger.Alone;
        return [.. said.Select(one => speaker = one ?? speaker)];
    }

    private static IEnumerable<double> Starts(SpokenWord[] words, string[] speakers) => words.Where((word, i) =>
        i == 0 || speakers[i] != speakers[i - 1] || word.Start - words[i - 1].End > 1.500001)
        .Select(word => word.Start);

    // In hundredths of a second. Some pauses are exactly 1.5 s, some words have no length.
    private static SpokenWord[] Words(Random random)
    {
        var at = random.Next(1000);
        return [.. Enumerable.Range(0, random.Next(1, 200)).Select(i =>
        {
            var start = at += random.Next(20) == 0 ? 150 : random.Next(10) == 0 ? random.Next(600) : random.Next(20);
            var end = at += random.Next(60);
            return new SpokenWord($"w{i}", start / 100.0, end / 100.0);
        })];
    }

    // Each speaker's do not touch one another; those of different ones overlap as they will.
    private static Turn[] Turns(Random random) => [.. Enumerable.Range(0, random.Next(5)).SelectMany(speaker =>
    {
        var at = random.Next(2000);
        return Enumerable.Range(0, random.Next(40)).Select(_ =>
        {
            var start = at += random.Next(1, 800);
            var end = at += random.Next(1, 500);
            return new Turn($"Speaker_{speaker}", start / 100.0, end / 100.0);
        }).ToList();
    }).OrderBy(turn => turn.Start)];
}
