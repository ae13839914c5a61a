using SparkControl.AudioProxy.Speakers;
using SparkControl.Benchmarks.Measures;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Measures;

/// <summary>Errors in words, and who is said to have said them.</summary>
public sealed class WordMeasureTests
{
    [Theory]
    [InlineData("a b c", "A b, c.", 0, 0, 0)]
    [InlineData("a b c", "a x c", 1, 0, 0)]
    [InlineData("a b c", "a c", 0, 1, 0)]
    [InlineData("a b c", "a b b c", 0, 0, 1)]
    [InlineData("a b c", "", 0, 3, 0)]
    [InlineData("", "a b", 0, 0, 2)]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("a b c d", "b c d e", 0, 1, 1)]
    public void Errors_are_the_fewest_that_explain_what_was_heard(
        string said, string heard, int changed, int missed, int added)
    {
        var errors = WordErrors.Of(Words(said), Words(heard));

        Assert.Equal((changed, missed, added), (errors.Changed, errors.Missed, errors.Added));
    }

    [Fact]
    public void A_rate_is_of_the_words_that_were_said() =>
        Assert.Equal(0.75, WordErrors.Of(Words("a b c d"), Words("a x y d z")).Rate);

    [Fact]
    public void The_same_word_at_another_time_is_another_word()
    {
        var errors = WordErrors.Of([new("well", 0, 1)], [new("well", 60, 61)]);

        Assert.Equal((0, 1, 1), (errors.Changed, errors.Missed, errors.Added));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Looking_near_in_time_finds_as_few_errors_as_looking_everywhere(int seed)
    {
        var said = Chance(400, seed);
        var heard = Spoil(said, new Random(seed));

        var near = WordErrors.Of(said, heard, within: 10);

        Assert.Equal(Levenshtein(said, heard), near.Changed + near.Missed + near.Added);
        Assert.Equal(near.Rate, WordErrors.Of(said, heard, within: double.MaxValue).Rate);
    }

    [Fact]
    public void A_hundred_thousand_words_with_minutes_lost_are_measured()
    {
        var said = Chance(100_000, seed: 5);
        var heard = said.Where(word => word.Start is < 600 or > 900).ToList();

        var errors = WordErrors.Of(said, heard);

        Assert.Equal(new WordErrors(100_000, 0, said.Count - heard.Count, 0), errors);
    }

    [Fact]
    public void Speakers_are_right_by_whatever_name_and_one_name_is_for_one_person()
    {
        var said = Words("a b c d e f", "x x x y y y");
        var heard = Words("a b c d e f", "1 1 2 2 2 2");

        var who = SpeakerOfWords.Of(said, heard);

        Assert.Equal((6, 5), (who.Words, who.Right));
        Assert.Equal("1", who.Names["x"]);
    }

    [Fact]
    public void Two_people_who_get_one_name_are_not_both_right() =>
        Assert.Equal(2, SpeakerOfWords.Of(Words("a b c", "x x y"), Words("a b c", "1 1 1")).Right);

    [Fact]
    public void The_best_names_are_best_for_all_together()
    {
        var gains = new Dictionary<(string, string), double>
        {
            [("a", "1")] = 10,
            [("a", "2")] = 9,
            [("b", "1")] = 9,
            [("c", "3")] = 1
        };

        var names = BestMatch.Of(gains);

        Assert.Equal(["2", "1", "3"], new[] { "a", "b", "c" }.Select(name => names[name]));
    }

    private static List<MeasuredWord> Words(string text, string speakers = "")
    {
        var names = speakers.Split(' ');
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((word, i) => new MeasuredWord(word, i, i + 0.5, names.Length > i ? names[i] : ""))];
    }

    private static List<MeasuredWord> Chance(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count)
            .Select(i => new MeasuredWord("w" + random.Next(20), i * 0.4, i * 0.4 + 0.3))];
    }

    private static List<MeasuredWord> Spoil(IEnumerable<MeasuredWord> words, Random random) =>
    [
        .. words.SelectMany(word => random.Next(10) switch
        {
            0 => [],
            1 => [word, word],
            2 => [word with { Text = "other" }],
            _ => (MeasuredWord[])[word]
        })
    ];

    private static int Levenshtein(List<MeasuredWord> said, List<MeasuredWord> heard)
    {
        var row = Enumerable.Range(0, heard.Count + 1).ToArray();
        foreach (var word in said)
        {
            var diagonal = row[0]++;
            for (var i = 1; i < row.Length; i++)
            {
                var changed = diagonal + (word.Bare == heard[i - 1].Bare ? 0 : 1);
                var cost = Math.Min(changed, Math.Min(row[i], row[i - 1]) + 1);
                (diagonal, row[i]) = (row[i], cost);
            }
        }

        return row[^1];
    }
}
