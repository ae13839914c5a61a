using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>What was seen of one container, sample after sample.</summary>
internal sealed record ContainerRecord
{
    private const int Loop = 3;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>As docker has described it last; null before the first time.</summary>
    public ContainerSight? Last { get; init; }

    /// <summary>The last count that was seen; null before the first.</summary>
    public int? RestartCount { get; init; }

    /// <summary>When docker was seen to have restarted it, each restart once.</summary>
    public IReadOnlyList<DateTimeOffset> Restarts { get; init; } = [];

    /// <summary>What its log has shown; null for nothing that is known.</summary>
    public ServiceTrouble? InLog { get; init; }

    /// <summary>With one more sample. A count that has become less was begun anew by a start.</summary>
    public ContainerRecord Next(ContainerSight? sight)
    {
        if (sight is null) return this;
        if (sight.Sample.RestartCount is not { } count) return this with { Last = sight };

        var more = RestartCount is { } before && count > before ? Math.Min(count - before, Loop) : 0;
        return this with
        {
            Last = sight,
            RestartCount = count,
            Restarts = [.. Restarts.Where(at => sight.At - at < Window), .. Enumerable.Repeat(sight.At, more)],
            InLog = count < RestartCount || HasSettled(sight) ? null : InLog
        };
    }

    // What crashes at its start does so sooner.
    private static bool HasSettled(ContainerSight sight) =>
        sight.IsRunning && sight.At - sight.StartedAt >= Settled;

    /// <summary>What was seen of a container and still counts, though docker did not answer this time.</summary>
    public ContainerSight? Seen(string? container, DateTimeOffset now) =>
        Last is { } seen && seen.Sample.Name == container && now - seen.At <= Observed.CountsFor
            ? seen with { IsOld = true }
            : null;

    /// <summary>Whether docker has restarted it since the sample before: its log may say why.</summary>
    public bool HasRisenSince(ContainerRecord before) => RestartCount > before.RestartCount;

    /// <summary>It answers: what its log said is over.</summary>
    public ContainerRecord Answered() => InLog is null ? this : this with { InLog = null };

    /// <summary>What is wrong with it; null when nothing is known.</summary>
    public ServiceTrouble? Trouble(ContainerSight? sight, DateTimeOffset now)
    {
        if (InLog is not null) return InLog;

        var restarts = Restarts.Where(at => now - at < Window).ToList();
        if (restarts.Count >= Loop)
            return Troubles.CrashLoop(sight?.Sample.Name ?? "The container", restarts.Count, Window);

        return sight is { IsRunning: false, Sample: { OomKilled: true } sample }
            ? Troubles.OutOfMemory(sample.Name, sample.ExitCode)
            : null;
    }
}
