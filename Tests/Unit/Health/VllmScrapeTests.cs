using SparkControl.HealthMonitor.Probes;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class VllmScrapeTests
{
    private const string Head =
        "# HELP vllm:num_requests_running Number of requests\n# TYPE vllm:num_requests_running gauge\n";

    [Theory]
    [InlineData("vllm:num_requests_running{engine=\"0\",model_name=\"a\"} 3.0", 3)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 3\nvllm:num_requests_running{engine=\"1\"} 4", 7)]
    [InlineData("vllm:num_requests_running{model_name=\"a\"} 3\nvllm:num_requests_running{model_name=\"b\"} 1", 4)]
    [InlineData("vllm:num_requests_running 2", 2)]
    [InlineData("vllm_num_requests_running{engine=\"0\"} 5", 5)]
    [InlineData("vllm:num_requests_running{model_name=\"a } b\"} 1e+01", 10)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 6 1747500000000", 6)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 0.0\r", 0)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} NaN", null)]
    [InlineData("vllm:num_requests_running{engine=\"0\"} 3\nvllm:num_requests_running{engine=\"1\"} NaN", null)]
    [InlineData("vllm:num_requests_running_created{engine=\"0\"} 1.7e9", null)]
    [InlineData("vllm:num_requests_waiting{engine=\"0\"} 3", null)]
    [InlineData("<html>502</html>", null)]
    [InlineData("", null)]
    public void Requests_are_summed_over_engines_and_unknown_where_they_are_missing(string text, int? running) =>
        Assert.Equal(running, VllmScrape.Parse(Head + text).Running);

    [Fact]
    public void Running_and_waiting_are_told_apart()
    {
        var scrape = VllmScrape.Parse("vllm:num_requests_running{e=\"0\"} 1\nvllm:num_requests_waiting{e=\"0\"} 9\n");

        Assert.Equal(VllmScrape.Nothing with { Running = 1, Waiting = 9 }, scrape);
    }

    [Theory]
    [InlineData("vllm:kv_cache_usage_perc{engine=\"0\"} 0.25", 0.25)]
    [InlineData("vllm:gpu_cache_usage_perc{engine=\"0\"} 0.5", 0.5)]
    [InlineData("vllm:gpu_cache_usage_perc 0.5\nvllm:kv_cache_usage_perc 0.25", 0.25)]
    [InlineData("vllm:kv_cache_usage_perc{engine=\"0\"} 0.25\nvllm:kv_cache_usage_perc{engine=\"1\"} 0.75", 0.75)]
    [InlineData("vllm:kv_cache_usage_perc 1.00001", 1.0)]
    [InlineData("vllm:kv_cache_usage_perc NaN", null)]
    [InlineData("vllm:cpu_cache_usage_perc 0.5", null)]
    public void The_cache_is_as_full_as_its_fullest_engine_under_either_name(string text, double? expected) =>
        Assert.Equal(expected, VllmScrape.Parse(text).KvCache);

    [Theory]
    [InlineData("vllm:prefix_cache_queries_total 40\nvllm:prefix_cache_queries_created 1.7e9", 40.0)]
    [InlineData("vllm:gpu_prefix_cache_queries_total{e=\"0\"} 4\nvllm:gpu_prefix_cache_queries_total{e=\"1\"} 5", 9.0)]
    public void Counters_have_old_names_and_new(string text, double expected) =>
        Assert.Equal(expected, VllmScrape.Parse(text).PrefixQueries);

    [Theory]
    [InlineData("inter_token_latency_seconds")]
    [InlineData("time_per_output_token_seconds")]
    public void Buckets_are_summed_over_engines(string name)
    {
        var text = string.Concat(new[] { "0", "1" }.Select(engine => $$"""
            vllm:{{name}}_bucket{engine="{{engine}}",le="0.5",model_name="m"} 3.0
            vllm:{{name}}_bucket{engine="{{engine}}",le="+Inf",model_name="m"} 4.0
            vllm:{{name}}_count{engine="{{engine}}",model_name="m"} 4.0
            vllm:{{name}}_sum{engine="{{engine}}",model_name="m"} 1.25

            """));

        var histogram = VllmScrape.Parse(text).InterToken!;

        Assert.Equal([0.5, double.PositiveInfinity], histogram.Bounds);
        Assert.Equal([6, 8], histogram.Counts);
    }

    [Theory]
    [InlineData("{le=\"0.5\"} 3")]
    [InlineData("{le=\"+Inf\"} 3")]
    [InlineData("{le=\"1\"} NaN", "{le=\"+Inf\"} 3")]
    [InlineData(" 3", "{le=\"+Inf\"} 3")]
    public void A_part_of_a_histogram_is_none(params string[] buckets)
    {
        var text = string.Concat(buckets.Select(bucket => $"vllm:time_to_first_token_seconds_bucket{bucket}\n"));

        Assert.Null(VllmScrape.Parse(text).FirstToken);
    }
}
