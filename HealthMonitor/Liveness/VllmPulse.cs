using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Liveness;

/// <summary>
/// Whether a model's counters move, look after look. A server can answer for hours with a dead engine.
/// </summary>
/// <param name="Counters">Tokens read, written and stepped through; the last that were seen.</param>
/// <param name="StillSince">Since when they stand.</param>
/// <param name="FrozenSince">Since when they stand while requests are at work; null when they do not.</param>
/// <param name="Requests">Requests at work or waiting.</param>
internal sealed record VllmPulse(
    TokenCounters Counters, DateTimeOffset StillSince, DateTimeOffset? FrozenSince, int Requests)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>Since when it was at work without a token; zero when it is not so.</summary>
    public TimeSpan Frozen(DateTimeOffset now) => FrozenSince is { } since ? now - since : TimeSpan.Zero;

    /// <summary>Whether nobody has wanted anything of it for a minute.</summary>
    public bool IsIdle(DateTimeOffset now) => Requests == 0 && now - StillSince >= Idle;

    /// <param name="before">What was known; null for nothing.</param>
    /// <param name="scrape">The metrics of this look; null when they could not be had, which says nothing.</param>
    /// <param name="now">The present time.</param>
    public static VllmPulse? Next(VllmPulse? before, VllmScrape? scrape, DateTimeOffset now)
    {
        if (scrape is null) return before;
        if (scrape.Running is not { } running || TokenCounters.Of(scrape) is not { } counters) return null;

        var requests = running + (scrape.Waiting ?? 0);
        var isStill = before is not null && before.Counters == counters;
        return new(
            counters, isStill ? before!.StillSince : now,
            requests == 0 ? null : isStill ? before!.FrozenSince ?? now : now, requests);
    }
}

/// <summary>Counters of a server; null for one that it does not have.</summary>
internal sealed record TokenCounters(double? Prompt, double? Generation, double? Steps)
{
    /// <summary>Null without tokens that were read or written.</summary>
    public static TokenCounters? Of(VllmScrape scrape) => scrape.PromptTokens is null && scrape.GenerationTokens is null
        ? null
        : new(scrape.PromptTokens, scrape.GenerationTokens, scrape.StepTokens);
}
