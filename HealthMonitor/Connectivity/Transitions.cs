using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>A write of a service's state.</summary>
/// <param name="State">What is written.</param>
/// <param name="From">The verdict before, where this one is another: that goes into the log too.</param>
internal sealed record StateWrite(ServiceState State, ServiceVerdict? From = null);

/// <summary>
/// What has to be written so that what is stored becomes what is seen. Who takes over, or could not write for a while,
/// has seen changes that nobody wrote: they come first, in order, each with the number that follows.
/// </summary>
internal static class Transitions
{
    /// <param name="stored">What was written last, by whichever instance; null when nothing was.</param>
    /// <param name="changes">What this instance saw at each change of verdict, in order.</param>
    /// <param name="seen">What it sees now.</param>
    public static IReadOnlyList<StateWrite> Of(
        Observed<ServiceState>? stored, IReadOnlyList<ServiceState> changes, ServiceState seen)
    {
        var last = stored?.Value ?? seen with { Verdict = ServiceVerdict.Unknown, N = 0 };
        var (writes, told) = (new List<StateWrite>(), last.Since);
        var missed = changes.Where(change => !(change.Since <= stored?.ObservedAt) && change.Since < seen.Since);
        foreach (var change in missed.Append(seen).Where(change => change.Verdict != last.Verdict))
        {
            // A standby saw nothing of what the leader alone knew, and a clock may have been set back: no change comes
            // before the one that it follows.
            var at = change.Since > last.Since || stored is null
                ? change.Since
                : Later(stored.ObservedAt, last.Since.AddMilliseconds(1));
            writes.Add(new(change with { N = last.N + 1, Since = at }, last.Verdict));
            (last, told) = (writes[^1].State, change.Since);
        }

        // How long another machine was the same says nothing of this one.
        var since = last.BaseUrl == seen.BaseUrl ? last.Since : seen.Since;
        if (writes.Count == 0 || last.BaseUrl != seen.BaseUrl || told != seen.Since)
            writes.Add(new(seen with { N = last.N, Since = since }));
        return writes;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
