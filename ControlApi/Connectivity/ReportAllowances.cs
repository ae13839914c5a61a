using System.Collections.Concurrent;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>Who reports.</summary>
/// <param name="Address">From where.</param>
/// <param name="Source">As whom; null for one that gives no name, and for all of an address.</param>
internal sealed record Reporter(string Address, string? Source);

/// <summary>What each of those who report may still report now.</summary>
internal sealed class ReportAllowances(TimeProvider time)
{
    /// <summary>Those known one by one; who comes when there are so many shares what others like it have.</summary>
    private const int Known = 10_000;

    private static readonly TimeSpan SweepsEvery = TimeSpan.FromSeconds(1);
    private static readonly Reporter Others = new("", null);

    private readonly ConcurrentDictionary<Reporter, ReportAllowance> allowances = new();
    private long swept = time.GetTimestamp();

    /// <summary>How long one has to wait now; null for not at all. Nothing is counted.</summary>
    public TimeSpan? Wait(Reporter reporter, ReportOptions rules)
    {
        if (!allowances.TryGetValue(Place(reporter, rules), out var known)) return null;

        var present = known.Until(time.GetUtcNow(), rules);
        return present.Left >= 1 ? null : present.Wait(rules);
    }

    /// <summary>Counts a report.</summary>
    /// <returns>Null when it may come, else how long to wait.</returns>
    public TimeSpan? Take(Reporter reporter, ReportOptions rules)
    {
        var place = Place(reporter, rules);
        while (true)
        {
            var now = time.GetUtcNow();
            var isNew = !allowances.TryGetValue(place, out var known);
            var present = isNew ? new(rules.Burst, now) : known.Until(now, rules);
            if (present.Take() is not { } rest) return present.Wait(rules);
            if (isNew ? allowances.TryAdd(place, rest) : allowances.TryUpdate(place, rest, known)) return null;
        }
    }

    private Reporter Place(Reporter reporter, ReportOptions rules)
    {
        if (allowances.ContainsKey(reporter) || allowances.Count < Known) return reporter;

        if (time.GetElapsedTime(Interlocked.Read(ref swept)) >= SweepsEvery) Sweep(rules);
        return allowances.Count < Known ? reporter : Others;
    }

    // Who was silent long enough may do what somebody new may, and need not be known.
    private void Sweep(ReportOptions rules)
    {
        Interlocked.Exchange(ref swept, time.GetTimestamp());
        var now = time.GetUtcNow();
        foreach (var (other, allowance) in allowances)
        {
            if (allowance.Until(now, rules).Left >= rules.Burst) allowances.TryRemove(other, out _);
        }
    }
}
