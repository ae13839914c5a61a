using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>Reads what is in the log after a moment.</summary>
internal static class NewLines
{
    private const int Page = 500;

    /// <param name="log">The log.</param>
    /// <param name="after">Lines at this millisecond are read already; null for all.</param>
    /// <param name="most">Lines at most, of which the oldest are left out; null for all.</param>
    /// <returns>Oldest first.</returns>
    public static async Task<IReadOnlyList<ConnectivityEntry>> ReadAsync(
        ConnectivityLog log, DateTimeOffset? after, int? most)
    {
        var lines = new List<ConnectivityEntry>();
        ConnectivityCursor? next = null;
        do
        {
            var page = await log.ReadAsync(new() { From = after?.AddMilliseconds(1) }, next, Page);
            lines.AddRange(page.Entries);
            next = page.Next;
        }
        while (next is not null && !(lines.Count >= most));

        // What another program has kept is of its own making: nobody has seen what stood beside it.
        lines.RemoveAll(line => line.IsOld);
        lines.Reverse();
        return lines;
    }
}
