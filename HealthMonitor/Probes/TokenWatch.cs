using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Keeps the scrape that the next one is compared with.</summary>
internal sealed class TokenWatch(TimeProvider time)
{
    /// <summary>A look that news has brought forward is too soon for a rate.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private VllmScrape? before;
    private long beforeAt;
    private TokenMetrics? said;

    /// <summary>What is known after one more scrape; null when it could not be had.</summary>
    public TokenMetrics? Take(VllmScrape? now)
    {
        if (now is null) return said = null;

        var elapsed = time.GetElapsedTime(beforeAt);
        if (before is not null && said is not null && elapsed < Least) return said;

        said = TokenRates.Of(before, now, elapsed);
        (before, beforeAt) = (now, time.GetTimestamp());
        return said;
    }

    /// <summary>Another server is asked from now on.</summary>
    public void Forget() => (before, said) = (null, null);
}
