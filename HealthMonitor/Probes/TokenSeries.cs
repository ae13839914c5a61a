using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>The figures of a model that are plotted.</summary>
internal static class TokenSeries
{
    public static IEnumerable<(string Name, double? Value)> Of(TokenMetrics tokens) =>
    [
        ("generation_tokens_per_second", tokens.GenerationTokensPerSecond),
        ("prompt_tokens_per_second", tokens.PromptTokensPerSecond),
        ("requests_running", tokens.RequestsRunning),
        ("requests_waiting", tokens.RequestsWaiting),
        ("kv_cache_fraction", tokens.KvCacheFraction),
        ("first_token_p50_seconds", tokens.FirstTokenP50Seconds),
        ("first_token_p95_seconds", tokens.FirstTokenP95Seconds),
        ("inter_token_p50_seconds", tokens.InterTokenP50Seconds),
        ("inter_token_p95_seconds", tokens.InterTokenP95Seconds),
        ("prefix_cache_hit_fraction", tokens.PrefixCacheHitFraction)
    ];
}
