using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class TokenRatesTests
{
    private static readonly TimeSpan Five = TimeSpan.FromSeconds(5);

    [Fact]
    public void The_first_scrape_gives_what_stands_and_no_rate()
    {
        var scrape = new VllmScrape { Running = 2, Waiting = 1, KvCache = 0.5, GenerationTokens = 900 };

        Assert.Equal(
            new TokenMetrics { RequestsRunning = 2, RequestsWaiting = 1, KvCacheFraction = 0.5 },
            TokenRates.Of(null, scrape, Five));
    }

    [Theory]
    [InlineData(100.0, 290.0, 38.0)]
    [InlineData(100.0, 100.0, 0.0)]
    [InlineData(100.0, 99.0, null)]
    [InlineData(null, 99.0, null)]
    [InlineData(100.0, null, null)]
    public void A_rate_is_a_difference_by_the_time_and_unknown_where_it_fell(double? then, double? now, double? rate)
    {
        var metrics = TokenRates.Of(new() { GenerationTokens = then }, new() { GenerationTokens = now }, Five);

        Assert.Equal(rate, metrics.GenerationTokensPerSecond);
    }

    [Fact]
    public void A_server_that_began_anew_says_nothing_of_the_interval_whatever_it_has_counted_since()
    {
        var metrics = TokenRates.Of(
            new() { GenerationTokens = 50, PromptTokens = 900 },
            new() { GenerationTokens = 60, PromptTokens = 10 }, Five);

        Assert.Equal(new TokenMetrics(), metrics);
    }

    [Theory]
    [InlineData(100, 60, 200, 124, 0.64)]
    [InlineData(100, 60, 100, 60, null)]
    [InlineData(0, 0, 10, 12, 1.0)]
    public void The_hit_rate_is_of_the_interval(
        double queries, double hits, double laterQueries, double laterHits, double? expected)
    {
        var metrics = TokenRates.Of(
            new() { PrefixQueries = queries, PrefixHits = hits },
            new() { PrefixQueries = laterQueries, PrefixHits = laterHits }, Five);

        Assert.Equal(expected, metrics.PrefixCacheHitFraction);
    }

    /// <summary>Bounds 0.1, 0.5, 1, infinite; expected is what histogram_quantile says of the difference.</summary>
    [Theory]
    [InlineData("0 0 0 0", "10 20 20 20", 0.1, 0.46)]
    [InlineData("5 5 5 5", "5 15 25 25", 0.5, 0.95)]
    [InlineData("0 0 0 0", "4 4 4 4", 0.05, 0.095)]
    [InlineData("0 0 0 0", "0 0 0 4", 1.0, 1.0)]
    [InlineData("1 2 3 4", "1 2 3 4", null, null)]
    public void Quantiles_are_of_what_was_observed_since(string then, string now, double? p50, double? p95)
    {
        var metrics = TokenRates.Of(new() { FirstToken = Of(then) }, new() { FirstToken = Of(now) }, Five);

        Assert.Equal((p50, p95), (Rounded(metrics.FirstTokenP50Seconds), Rounded(metrics.FirstTokenP95Seconds)));
        Assert.Null(metrics.InterTokenP50Seconds);
    }

    [Theory]
    [InlineData("4 4 4 4", "0 1 1 1")]
    [InlineData("4 4 4 4", "3 5 5 5")]
    public void A_histogram_that_fell_says_nothing(string then, string now)
    {
        var metrics = TokenRates.Of(new() { InterToken = Of(then) }, new() { InterToken = Of(now) }, Five);

        Assert.Null(metrics.InterTokenP95Seconds);
    }

    [Fact]
    public void Other_buckets_than_before_say_nothing()
    {
        var other = new Histogram([0.2, double.PositiveInfinity], [1, 9]);

        var metrics = TokenRates.Of(new() { InterToken = Of("0 0 0 0") }, new() { InterToken = other }, Five);

        Assert.Null(metrics.InterTokenP50Seconds);
    }

    [Fact]
    public void A_server_that_works_says_all_of_it()
    {
        const string Model = """a \"b\" {c}""";
        var time = new FakeTimeProvider();
        var server = new VllmMetrics(time);
        server.Invent(running: 2, waiting: 1);
        var before = VllmScrape.Parse(server.Render(Model, 4096));

        time.Advance(Five);
        server.Begin();
        server.Step(promptTokens: 0, tokens: 11);
        server.End(tokens: 11, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.5));
        var metrics = TokenRates.Of(before, VllmScrape.Parse(server.Render(Model, 4096)), Five);

        Assert.Equal((2, 1, 0.042), (metrics.RequestsRunning, metrics.RequestsWaiting, metrics.KvCacheFraction));
        Assert.Equal((78.2, 304), (metrics.GenerationTokensPerSecond, metrics.PromptTokensPerSecond));
        Assert.Equal(VllmMetrics.HitRate, metrics.PrefixCacheHitFraction!.Value, 2);
        Assert.Equal((0.375, 0.037171), (Rounded(metrics.FirstTokenP50Seconds), Rounded(metrics.InterTokenP50Seconds)));
    }

    [Fact]
    public void A_look_right_after_another_makes_no_rate_of_its_own()
    {
        var time = new FakeTimeProvider();
        var watch = new TokenWatch(time);
        watch.Take(new() { GenerationTokens = 0 });
        time.Advance(Five);
        var steady = watch.Take(new() { GenerationTokens = 50 });

        time.Advance(TimeSpan.FromMilliseconds(10));
        var soon = watch.Take(new() { GenerationTokens = 60 });
        time.Advance(Five);
        var later = watch.Take(new() { GenerationTokens = 110 });

        Assert.Equal((10, 10), (steady!.GenerationTokensPerSecond, soon!.GenerationTokensPerSecond));
        Assert.Equal(11.98, later!.GenerationTokensPerSecond!.Value, 2);
    }

    [Fact]
    public void Another_server_is_not_compared_with_the_one_before()
    {
        var time = new FakeTimeProvider();
        var watch = new TokenWatch(time);
        watch.Take(new() { GenerationTokens = 0 });
        time.Advance(Five);

        watch.Forget();

        Assert.Null(watch.Take(new() { GenerationTokens = 50 })!.GenerationTokensPerSecond);
    }

    private static Histogram Of(string counts) => new(
        [0.1, 0.5, 1, double.PositiveInfinity],
        [.. counts.Split(' ').Select(count => double.Parse(count, CultureInfo.InvariantCulture))]);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 6) : null;
}
