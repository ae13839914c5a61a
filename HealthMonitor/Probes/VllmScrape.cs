namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// The figures that are read from vLLM's Prometheus text, over all engines and model names. One that is not there, or
/// has no number on one of its lines, is null, never 0. Counters are as they stand: what they did takes two scrapes.
/// </summary>
internal sealed record VllmScrape
{
    private static readonly string[] InterTokenNames =
        ["vllm:inter_token_latency_seconds_bucket", "vllm:time_per_output_token_seconds_bucket"];

    /// <summary>Nothing could be read.</summary>
    public static VllmScrape Nothing { get; } = new();

    public int? Running { get; init; }
    public int? Waiting { get; init; }

    /// <summary>Of the fullest engine, which is the first to put requests off; 0 to 1.</summary>
    public double? KvCache { get; init; }

    public double? PromptTokens { get; init; }
    public double? GenerationTokens { get; init; }

    /// <summary>Of all steps of the engine: it moves within a long prompt too, before that has been read.</summary>
    public double? StepTokens { get; init; }

    public double? PrefixQueries { get; init; }
    public double? PrefixHits { get; init; }
    public Histogram? FirstToken { get; init; }
    public Histogram? InterToken { get; init; }

    public static VllmScrape Parse(string text)
    {
        var lines = PrometheusText.Read(text).Where(line => IsVllm(line.Name)).ToLookup(line => Named(line.Name));
        return new()
        {
            Running = Whole(Sum(lines, "vllm:num_requests_running")),
            Waiting = Whole(Sum(lines, "vllm:num_requests_waiting")),
            KvCache = Fraction(Found(lines, "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc")),
            PromptTokens = Sum(lines, "vllm:prompt_tokens_total"),
            GenerationTokens = Sum(lines, "vllm:generation_tokens_total"),
            StepTokens = Sum(lines, "vllm:iteration_tokens_total_sum"),
            PrefixQueries = Sum(lines, "vllm:prefix_cache_queries_total", "vllm:gpu_prefix_cache_queries_total"),
            PrefixHits = Sum(lines, "vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"),
            FirstToken = Buckets(lines, "vllm:time_to_first_token_seconds_bucket"),
            InterToken = Buckets(lines, InterTokenNames)
        };
    }

    private static bool IsVllm(string name) =>
        name.Length > 5 && name.StartsWith("vllm", StringComparison.Ordinal) && name[4] is ':' or '_';

    // Some collectors in between allow no colon in a name.
    private static string Named(string name) => name[4] == '_' ? $"vllm:{name[5..]}" : name;

    /// <summary>The lines of the first name that is there: a version between has the figure under both.</summary>
    private static List<MetricLine> Found(ILookup<string, MetricLine> lines, params string[] names) =>
        [.. lines[names.FirstOrDefault(lines.Contains) ?? names[0]]];

    private static double? Sum(ILookup<string, MetricLine> lines, params string[] names) =>
        Found(lines, names) is { Count: > 0 } found && found.Sum(line => line.Value) is var sum && double.IsFinite(sum)
            ? sum
            : null;

    private static double? Fraction(List<MetricLine> found) =>
        found.Count > 0 && found.TrueForAll(line => double.IsFinite(line.Value))
            ? Math.Clamp(found.Max(line => line.Value), 0, 1)
            : null;

    private static Histogram? Buckets(ILookup<string, MetricLine> lines, params string[] names)
    {
        var found = Found(lines, names);
        return found.TrueForAll(line => line.Le is { } le && !double.IsNaN(le))
            ? Histogram.Of(found.GroupBy(
                line => line.Le!.Value, (le, same) => KeyValuePair.Create(le, same.Sum(line => line.Value))))
            : null;
    }

    private static int? Whole(double? value) =>
        value is { } number ? (int)Math.Clamp(Math.Round(number), 0, int.MaxValue) : null;
}
