using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class SeriesTests
{
    private const long Minute = 1_764_000_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4999, 0)]
    [InlineData(5000, 5)]
    [InlineData(-1, -5)]
    public void A_point_belongs_to_five_whole_seconds(int ms, int second)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Minute).AddMilliseconds(ms);

        Assert.Equal(Minute + second, SeriesPoint.Of(now, []).At);
    }

    [Fact]
    public void What_is_not_known_is_in_no_point()
    {
        var point = SeriesPoint.Of(
            DateTimeOffset.UnixEpoch, [("a", 1.00004), ("b", null), ("c", double.NaN), ("d", 0)]);

        Assert.Equal(new Dictionary<string, double> { ["a"] = 1, ["d"] = 0 }, point.Values);
    }

    [Fact]
    public void A_figure_that_was_missing_at_times_is_the_mean_of_when_it_was_there()
    {
        var minute = Fold(Point(0, ("a", 10), ("b", 1)), Point(5, ("b", 2)), Point(55, ("a", 40), ("b", 9)));

        Assert.Equal(Minute, minute.At);
        Assert.Equal((new MinuteValue(2, 25, 40), new MinuteValue(3, 4, 9)), (minute.Values["a"], minute.Values["b"]));
    }

    [Fact]
    public void Another_minute_begins_anew()
    {
        var minute = Fold(Point(55, ("a", 10)), Point(60, ("a", 2)));

        Assert.Equal((Minute + 60, new MinuteValue(1, 2, 2)), (minute.At, minute.Values["a"]));
    }

    [Fact]
    public void A_peak_below_zero_is_still_the_greatest() =>
        Assert.Equal(-2, Fold(Point(0, ("a", -5)), Point(5, ("a", -2))).Values["a"].Max);

    private static SeriesMinute Fold(params SeriesPoint[] points) =>
        points.Aggregate((SeriesMinute?)null, SeriesMinute.Fold)!;

    private static SeriesPoint Point(long second, params (string Name, double Value)[] values) =>
        new(Minute + second, values.ToDictionary(value => value.Name, value => value.Value));
}
