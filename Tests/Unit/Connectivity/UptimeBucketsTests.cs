using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using Xunit;
using static SparkControl.Contracts.Uptime.UptimeState;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class UptimeBucketsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ServiceVerdict.Healthy, false, Up)]
    [InlineData(ServiceVerdict.Degraded, false, Up)]
    [InlineData(ServiceVerdict.Unhealthy, false, Down)]
    [InlineData(ServiceVerdict.Stopped, false, Down)]
    [InlineData(ServiceVerdict.Starting, false, Down)]
    [InlineData(ServiceVerdict.Stopped, true, Maintenance)]
    [InlineData(ServiceVerdict.Starting, true, Maintenance)]
    [InlineData(ServiceVerdict.Healthy, true, Maintenance)]
    [InlineData(ServiceVerdict.Unknown, false, Unknown)]
    [InlineData(ServiceVerdict.Unknown, true, Unknown)]
    [InlineData(ServiceVerdict.NotConfigured, false, Unknown)]
    [InlineData(ServiceVerdict.Disabled, false, Unknown)]
    public void A_verdict_counts_as_what_it_means(ServiceVerdict verdict, bool planned, UptimeState expected)
    {
        var state = new ServiceState
        {
            Name = "parakeet",
            Kind = ServiceKind.Stt,
            Verdict = verdict,
            Since = Noon,
            Planned = planned
        };

        Assert.Equal(expected, UptimeBuckets.StateOf(state));
    }

    [Theory]
    [InlineData("vllm", true, Maintenance)]
    [InlineData("vllm", false, Down)]
    [InlineData("another", false, Down)]
    public void No_model_is_an_outage_unless_it_is_planned(string name, bool planned, UptimeState expected) =>
        Assert.Equal(expected, UptimeBuckets.StateOf(new()
        {
            Name = name,
            Kind = ServiceKind.Llm,
            Verdict = ServiceVerdict.Stopped,
            Since = Noon,
            Planned = planned
        }));

    [Fact]
    public void A_service_that_nobody_has_looked_at_is_unknown() => Assert.Equal(Unknown, UptimeBuckets.StateOf(null));

    /// <summary>Seconds after noon at which looks were, and what the last counts.</summary>
    [Theory]
    [InlineData(0, 5, Up, 5)]
    [InlineData(0, 20, Down, 20)]
    [InlineData(0, 21, Up, null)]
    [InlineData(5, 5, Up, null)]
    [InlineData(5, 0, Up, null)]
    [InlineData(0, 5, Unknown, null)]
    public void Between_looks_far_apart_nothing_is_known(int first, int second, UptimeState seen, int? seconds)
    {
        var span = UptimeSpan.Between(
            Noon.AddSeconds(first), seen, Noon.AddSeconds(second), TimeSpan.FromSeconds(20));

        Assert.Equal(seconds, span is { } known ? (int)(known.To - known.From).TotalSeconds : null);
    }

    [Fact]
    public void Before_the_first_look_nothing_is_known() =>
        Assert.Null(UptimeSpan.Between(null, Up, Noon, TimeSpan.FromSeconds(20)));

    [Fact]
    public void A_stretch_is_cut_at_the_edges_of_the_buckets()
    {
        var record = Empty.With(new(Noon.AddSeconds(-70), Noon.AddSeconds(30), Down));

        var minutes = record.Read(UptimeScale.Minutes, Noon.AddSeconds(40)).TakeLast(3);
        var hours = record.Read(UptimeScale.Hours, Noon.AddSeconds(40)).TakeLast(2);

        Assert.Equal(
            [
                new(Noon.AddMinutes(-2), 0, 10_000, 50_000, 0), new(Noon.AddMinutes(-1), 0, 60_000, 0, 0),
                new(Noon, 0, 30_000, 10_000, 0)
            ],
            minutes);
        Assert.Equal([new(Noon.AddHours(-1), 0, 70_000, 3_530_000, 0), new(Noon, 0, 30_000, 10_000, 0)], hours);
    }

    [Fact]
    public void A_bucket_whose_turn_has_come_again_begins_anew()
    {
        var tomorrow = Noon.AddDays(1);
        var record = Empty.With(new(Noon, Noon.AddSeconds(60), Up)).With(new(tomorrow, tomorrow.AddSeconds(10), Down));

        var minutes = record.Read(UptimeScale.Minutes, tomorrow.AddSeconds(10));
        Assert.Equal(new(tomorrow, 0, 10_000, 0, 0), minutes[^1]);
        Assert.Equal(1440, minutes.Count);
        Assert.Equal((0, 10_000), (minutes.Sum(m => m.Up), minutes.Sum(m => m.Down)));
    }

    [Fact]
    public void What_is_accounted_for_is_not_counted_again()
    {
        var record = Empty.With(new(Noon, Noon.AddSeconds(10), Up));

        var after = record
            .With(new(Noon.AddSeconds(5), Noon.AddSeconds(12), Down)).With(new(Noon, Noon.AddSeconds(9), Down));

        Assert.Equal(new(Noon, 10_000, 2_000, 0, 0), after.Read(UptimeScale.Minutes, Noon.AddSeconds(12))[^1]);
    }

    /// <summary>How many seconds a clock ran ahead; a minute is not worth a word.</summary>
    [Theory]
    [InlineData(30, 0)]
    [InlineData(90, 10_000)]
    [InlineData(90_000_000, 10_000)]
    public void What_a_clock_that_ran_ahead_has_written_holds_nothing_up(int ahead, int counted)
    {
        var wrong = Noon.AddSeconds(ahead);
        var record = Empty.With(new(wrong.AddSeconds(-5), wrong, Up)).Until(Noon);

        var after = record.With(new(Noon.AddSeconds(-10), Noon, Down));

        Assert.All(
            UptimeScale.All, scale => Assert.Equal(counted, after.Read(scale, Noon).Sum(bucket => bucket.Down)));
    }

    [Fact]
    public void After_a_clock_that_ran_ahead_nothing_old_is_counted_twice()
    {
        var record = Empty.With(new(Noon.AddHours(-1), Noon, Up)).With(new(Noon.AddDays(9), Noon.AddDays(9.5), Up));

        var after = record.Until(Noon).With(new(Noon.AddHours(-1), Noon, Up));

        Assert.All(
            after.Read(UptimeScale.Minutes, Noon), minute => Assert.InRange(minute.Up, 0, 60_000));
    }

    [Fact]
    public void The_number_of_fields_never_changes()
    {
        var fields = new Dictionary<string, UptimeBucket>();
        for (var day = 0; day < 800; day++) Add(fields, new(Noon.AddDays(day), Noon.AddDays(day + 1), Up));

        Assert.Equal(1440 + 720 + 365, fields.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_simulated_year_is_exact(int seed)
    {
        var random = new Random(seed);
        var begin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var spans = Year(random, begin);
        var fields = new Dictionary<string, UptimeBucket>();
        foreach (var span in spans)
        {
            Add(fields, span);
            // A restart: what is known is what was stored.
            if (random.Next(500) == 0) fields = fields.ToDictionary(f => f.Key, f => Stored(f.Value));
        }

        var now = spans[^1].To;
        foreach (var scale in UptimeScale.All)
            Assert.Equal(Naive(spans, scale, now), UptimeBuckets.Read(key => Find(fields, key), scale, now));
    }

    private static UptimeRecord Empty => new(null, new Dictionary<string, UptimeBucket>());

    // Stretches of a second to six hours, and between some of them nobody looks.
    private static List<UptimeSpan> Year(Random random, DateTimeOffset begin)
    {
        var (spans, at, end) = (new List<UptimeSpan>(), begin, begin.AddDays(400));
        while (at < end)
        {
            var to = at.AddMilliseconds(1000 + random.NextInt64(random.Next(2) == 0 ? 60_000 : 6 * 3_600_000));
            if (random.Next(5) > 0) spans.Add(new(at, to, (UptimeState)random.Next(1, 4)));
            at = to;
        }

        return spans;
    }

    private static UptimeFigures[] Naive(List<UptimeSpan> spans, UptimeScale scale, DateTimeOffset now)
    {
        var last = new DateTimeOffset(now.Ticks - now.Ticks % scale.Length.Ticks, TimeSpan.Zero);
        return [.. Enumerable.Range(0, scale.Count).Select(i => Bucket(last - (scale.Count - 1 - i) * scale.Length))];

        UptimeFigures Bucket(DateTimeOffset from)
        {
            var to = from + scale.Length < now ? from + scale.Length : now;
            long up = Of(Up), down = Of(Down), maintenance = Of(Maintenance);
            return new(from, up, down, (long)(to - from).TotalMilliseconds - up - down - maintenance, maintenance);

            long Of(UptimeState state) => spans.Where(s => s.State == state && s.To > from && s.From < to)
                .Sum(s => (long)((s.To < to ? s.To : to) - (s.From > from ? s.From : from)).TotalMilliseconds);
        }
    }

    private static void Add(Dictionary<string, UptimeBucket> fields, UptimeSpan span)
    {
        foreach (var (field, bucket) in UptimeBuckets.Add(key => Find(fields, key), span)) fields[field] = bucket;
    }

    private static UptimeBucket Stored(UptimeBucket bucket) => UptimeBucket.Parse(bucket.ToString())!.Value;

    private static UptimeBucket? Find(Dictionary<string, UptimeBucket> fields, string key) =>
        fields.TryGetValue(key, out var bucket) ? bucket : null;
}
