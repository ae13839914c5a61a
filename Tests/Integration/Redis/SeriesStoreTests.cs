using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class SeriesStoreTests(IRedisServer server) : RedisTest(server)
{
    private const long Minute = 1_764_000_000;

    private SeriesStore Series => new(Redis, "node:spark1");

    [Fact]
    public async Task Points_come_back_in_order_and_their_minute_beside_them()
    {
        var lease = await TakeLeaseAsync();
        var series = Series;

        await AddAsync(series, lease, (0, 10), (5, 30), (60, 4));

        Assert.Equal([Minute, Minute + 5, Minute + 60], (await series.PointsAsync()).Select(point => point.At));
        Assert.Equal([10, 30, 4], (await series.PointsAsync()).Select(point => point.Values["gpu_percent"]));
        Assert.Equal([(Minute, new(2, 20, 30)), (Minute + 60, new(1, 4, 4))], await MinutesAsync(series));
    }

    [Fact]
    public async Task Whoever_comes_next_takes_the_minute_up_as_it_stands()
    {
        var lease = await TakeLeaseAsync();
        var first = Series;
        await AddAsync(first, lease, (0, 10), (5, 30));

        await AddAsync(Series, lease, (10, 80));
        await AddAsync(first, lease, (15, 0));

        Assert.Equal([(Minute, new(4, 30, 80))], await MinutesAsync(Series));
    }

    [Fact]
    public async Task Five_seconds_have_one_point()
    {
        var lease = await TakeLeaseAsync();

        await AddAsync(Series, lease, (0, 10), (0, 99));
        await AddAsync(Series, lease, (0, 99), (5, 20));

        Assert.Equal([10, 20], (await Series.PointsAsync()).Select(point => point.Values["gpu_percent"]));
        Assert.Equal([(Minute, new(2, 15, 20))], await MinutesAsync(Series));
    }

    [Fact]
    public async Task Who_lost_the_lease_adds_nothing()
    {
        var lease = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.False(await Series.AddAsync(Point(0, 1), lease));
        Assert.Empty(await Series.PointsAsync());
        Assert.Empty(await Series.MinutesAsync());
    }

    [Fact]
    public async Task An_hour_of_points_and_a_day_of_minutes_are_kept()
    {
        var lease = await TakeLeaseAsync();
        var series = Series;
        await Redis.Database.ListRightPushAsync(
            Redis.Keys.FiveSeconds("node:spark1"),
            [.. Enumerable.Range(-SeriesStore.Points, SeriesStore.Points).Select(i => Wire.Write(Point(5 * i, 1)))]);
        await Redis.Database.ListRightPushAsync(
            Redis.Keys.Minutes("node:spark1"),
            [.. Enumerable.Range(-SeriesStore.Minutes, SeriesStore.Minutes)
                .Select(i => Wire.Write(new SeriesMinute(Minute + 60 * i, new Dictionary<string, MinuteValue>())))]);

        await AddAsync(series, lease, (0, 7));

        var (points, minutes) = (await series.PointsAsync(), await series.MinutesAsync());
        Assert.Equal((SeriesStore.Points, Minute), (points.Count, points[^1].At));
        Assert.Equal((SeriesStore.Minutes, Minute), (minutes.Count, minutes[^1].At));
    }

    [Fact]
    public async Task A_clock_that_went_back_leaves_no_point_out()
    {
        var lease = await TakeLeaseAsync();
        var series = Series;

        await AddAsync(series, lease, (60, 1), (55, 2), (65, 3));

        Assert.Equal([2, 1, 3], (await series.PointsAsync()).Select(point => point.Values["gpu_percent"]));
    }

    private static async Task AddAsync(SeriesStore series, Lease lease, params (long Second, double Value)[] points)
    {
        foreach (var (second, value) in points) Assert.True(await series.AddAsync(Point(second, value), lease));
    }

    private static SeriesPoint Point(long second, double value) =>
        new(Minute + second, new Dictionary<string, double> { ["gpu_percent"] = value });

    private static async Task<IEnumerable<(long At, MinuteValue Value)>> MinutesAsync(SeriesStore series) =>
        (await series.MinutesAsync()).Select(minute => (minute.At, minute.Values["gpu_percent"]));
}

[Collection(nameof(OnRedis))]
public sealed class SeriesStoreRedisTests(RedisFixture server) : SeriesStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SeriesStoreGarnetTests(GarnetFixture server) : SeriesStoreTests(server);
