using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>
/// What a container printed last before its service went down. What docker has started again just then prints how it
/// starts; what ended the life before stands ahead of that.
/// </summary>
internal static class LastWords
{
    private const int Told = 40;

    /// <summary>So long after the start of a life its lines are about itself.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    /// <param name="lines">The end of its log, at the node's times, oldest first.</param>
    /// <param name="change">When its service went down.</param>
    /// <param name="container">As it was seen last; null when nobody could say.</param>
    public static IReadOnlyList<LogLine> Of(
        IReadOnlyList<LogLine> lines, ConnectivityEntry change, ContainerSight? container)
    {
        var before = container is { IsRunning: true, StartedAt: { } began, Sample.StartedAt: { } started }
            && began > change.At - Young
                ? Before(lines, started)
                : lines;
        return EvidenceLines.Of(before.Count > 0 ? before : lines, Told);
    }

    private static IReadOnlyList<LogLine> Before(IReadOnlyList<LogLine> lines, DateTimeOffset started) =>
        [.. lines.Where(line => line.AtMs < started.ToUnixTimeMilliseconds())];
}
