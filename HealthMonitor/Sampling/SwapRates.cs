using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>How fast a node swaps, from two samples and the node's own clock.</summary>
internal static class SwapRates
{
    /// <param name="now">A sample without rates.</param>
    /// <param name="before">The one before; null for none.</param>
    public static NodeSample Since(this NodeSample now, NodeSample? before) =>
        now.UptimeSeconds - before?.UptimeSeconds is { } elapsed and > 0
            ? now with
            {
                SwapInPagesPerSecond = Rate(now.SwappedInPages - before!.SwappedInPages, elapsed),
                SwapOutPagesPerSecond = Rate(now.SwappedOutPages - before.SwappedOutPages, elapsed)
            }
            : now;

    private static double? Rate(long? pages, double seconds) =>
        pages >= 0 ? Math.Round(pages.Value / seconds, 2) : null;
}
