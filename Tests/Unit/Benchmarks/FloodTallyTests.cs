using System.Globalization;
using SparkControl.Benchmarks;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Benchmarks;

public sealed class FloodTallyTests
{
    [Theory]
    [InlineData("1 2 3 4", 0, 0, 0)]
    [InlineData("1 2 4", 1, 0, 0)]
    [InlineData("1 2 2 4", 1, 1, 0)]
    [InlineData("1 2 3", 1, 0, 0)]
    [InlineData("1 3 2 4", 1, 1, 0)]
    [InlineData("1 gap:2 4", 0, 0, 2)]
    [InlineData("1 gap:1 4", 1, 0, 1)]
    // It names other lines of the log, too.
    [InlineData("1 gap:9 4", 0, 0, 2)]
    [InlineData("1 gap:9 2 4", 1, 0, 0)]
    [InlineData("", 4, 0, 0)]
    public void Of_four_lines_what_is_missing_wrong_or_named_is_counted_apart(
        string heard, long missing, int wrong, long named)
    {
        var tally = new FloodTally(4);
        var next = 1L;

        foreach (var word in heard.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var part = Part(word, next);
            tally.Take(part);
            next = (part.To ?? part.From) + 1;
        }

        Assert.Equal((missing, wrong, named), (tally.Missing, tally.Wrong, tally.Named));
    }

    [Fact]
    public void A_part_that_does_not_begin_where_the_one_before_ended_is_wrong()
    {
        var tally = new FloodTally(1);

        tally.Take(Part("1", from: 2));

        Assert.Equal(1, tally.Wrong);
    }

    private static LogEvent Part(string word, long from) => word.Split(':') is ["gap", var count]
        ? new(from, []) { To = from + long.Parse(count, CultureInfo.InvariantCulture) - 1 }
        : new(from, [new LogLine("spark1", 0, $"flood {int.Parse(word, CultureInfo.InvariantCulture):D8} of 4")]);
}
