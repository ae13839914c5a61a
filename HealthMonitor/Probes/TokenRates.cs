using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What a model did between two scrapes.</summary>
internal static class TokenRates
{
    /// <param name="before">The scrape before; null for none.</param>
    /// <param name="now">This one.</param>
    /// <param name="elapsed">The time between them.</param>
    public static TokenMetrics Of(VllmScrape? before, VllmScrape now, TimeSpan elapsed)
    {
        var gauges = new TokenMetrics
        {
            RequestsRunning = now.Running,
            RequestsWaiting = now.Waiting,
            KvCacheFraction = now.KvCache
        };
        // Whatever one counter of a server that was started anew has got to by now, it says nothing of the interval.
        return before is null || elapsed <= TimeSpan.Zero || WasReset(before, now)
            ? gauges
            : Add(gauges, before, now, elapsed);
    }

    private static TokenMetrics Add(TokenMetrics gauges, VllmScrape before, VllmScrape now, TimeSpan elapsed)
    {
        var (first, between) = (Seen(before.FirstToken, now.FirstToken), Seen(before.InterToken, now.InterToken));
        return gauges with
        {
            GenerationTokensPerSecond = (now.GenerationTokens - before.GenerationTokens) / elapsed.TotalSeconds,
            PromptTokensPerSecond = (now.PromptTokens - before.PromptTokens) / elapsed.TotalSeconds,
            FirstTokenP50Seconds = first?.Quantile(0.5),
            FirstTokenP95Seconds = first?.Quantile(0.95),
            InterTokenP50Seconds = between?.Quantile(0.5),
            InterTokenP95Seconds = between?.Quantile(0.95),
            PrefixCacheHitFraction = Part(now.PrefixHits - before.PrefixHits, now.PrefixQueries - before.PrefixQueries)
        };
    }

    private static bool WasReset(VllmScrape before, VllmScrape now) =>
        now.GenerationTokens < before.GenerationTokens || now.PromptTokens < before.PromptTokens
        || now.PrefixQueries < before.PrefixQueries || now.PrefixHits < before.PrefixHits
        || IsLess(before.FirstToken, now.FirstToken) || IsLess(before.InterToken, now.InterToken);

    private static bool IsLess(Histogram? before, Histogram? now) => now?.Counts[^1] < before?.Counts[^1];

    private static Histogram? Seen(Histogram? before, Histogram? now) =>
        before is not null && now is not null && now.Follows(before) ? now.Since(before) : null;

    private static double? Part(double? hits, double? queries) =>
        queries > 0 && hits is { } found ? Math.Clamp(found / queries.Value, 0, 1) : null;
}
