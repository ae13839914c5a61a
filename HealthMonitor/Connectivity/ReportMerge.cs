using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Connectivity;

/// <summary>What is to be written of entries that were taken.</summary>
/// <param name="Written">Lines as they are to stand in the log.</param>
/// <param name="Replaced">Lines that were stored before and that some of those take the place of.</param>
/// <param name="Recent">Lines that what comes next may still be counted into.</param>
internal sealed record MergedReports(
    IReadOnlyList<ConnectivityEntry> Written, IReadOnlyList<ConnectivityEntry> Replaced,
    IReadOnlyList<ConnectivityEntry> Recent);

/// <summary>
/// A client that tries again and again says the same many times: reports that differ in nothing but the time they took
/// are one line with a count, as long as they come within 2 s of the first.
/// </summary>
internal static class ReportMerge
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    /// <param name="recent">Lines that were stored a moment ago.</param>
    /// <param name="taken">What was taken from the inbox, in order.</param>
    public static MergedReports Of(IReadOnlyList<ConnectivityEntry> recent, IReadOnlyList<ConnectivityEntry> taken)
    {
        var stored = recent.ToDictionary(entry => entry.Id);
        var open = recent.GroupBy(Said.By).ToDictionary(same => same.Key, same => same.Last());
        var written = new Dictionary<string, ConnectivityEntry>();
        foreach (var entry in taken)
        {
            // What another program has kept stands in the log as it was written there.
            var mayMerge = entry is { Kind: ConnectivityKind.Report, IsOld: false };
            var line = mayMerge && open.TryGetValue(Said.By(entry), out var first)
                && (entry.At - first.At).Duration() <= Window
                ? Count(first, entry)
                : entry;
            written[line.Id] = line;
            if (mayMerge) open[Said.By(line)] = line;
        }

        var newest = open.Values.Select(entry => entry.At).DefaultIfEmpty().Max();
        return new(
            [.. written.Values], [.. written.Keys.Where(stored.ContainsKey).Select(id => stored[id])],
            [.. open.Values.Where(entry => newest - entry.At <= Window)]);
    }

    private static ConnectivityEntry Count(ConnectivityEntry first, ConnectivityEntry again) => first with
    {
        Count = first.Count + again.Count,
        Ms = again.Ms > first.Ms || first.Ms is null ? again.Ms : first.Ms
    };

    // What makes two reports the same.
    private sealed record Said(string Service, bool? Ok, string? Source, string? Error)
    {
        public static Said By(ConnectivityEntry entry) => new(entry.Service, entry.Ok, entry.Source, entry.Error);
    }
}
