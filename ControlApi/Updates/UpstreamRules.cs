using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>What a look at the launcher's repository says of where it stands. All of it is pure.</summary>
internal static class UpstreamRules
{
    private const int KeptEdits = 100;

    /// <summary>How long an answer of upstream's is good, and how long a check that had none is left alone.</summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1), Again = TimeSpan.FromHours(1);

    /// <summary>The state after a look.</summary>
    /// <param name="look">What git said.</param>
    /// <param name="before">What was known; null for nothing.</param>
    /// <param name="place">The machine and the directory.</param>
    /// <param name="now">The present time.</param>
    public static UpstreamState Of(
        RepositoryLook look, UpstreamState? before, RepositoryPlace place, DateTimeOffset now) => new(
        look.FetchCode == 0 ? now : IsOf(before, place) ? before!.CheckedAt : null,
        look.Commit, look.Branch, look.Behind, look.Ahead,
        [.. look.Commits.Select(one => new UpstreamCommit(one.Id, one.Subject, one.At, RiskyWords.In(one.Subject)))],
        RepositoryProblems.Of(look, place.Directory),
        [.. look.Edits.Take(KeptEdits)])
        {
            Clashes = [.. look.Clashes.Take(KeptEdits)],
            LookedAt = now,
            Upstream = look.Upstream,
            Tip = look.Tip,
            Host = place.Host,
            Directory = place.Directory
        };

    /// <summary>Whether upstream is to be asked: daily, and again in an hour when it did not answer.</summary>
    public static bool IsDue(UpstreamState? known, RepositoryPlace place, DateTimeOffset now) =>
        !IsOf(known, place)
        || (now - (known!.CheckedAt ?? DateTimeOffset.MinValue) >= Daily
            && now - (known.LookedAt ?? DateTimeOffset.MinValue) >= Again);

    /// <summary>Whether it is about this place: what was on one machine says nothing of the next.</summary>
    public static bool IsOf(UpstreamState? known, RepositoryPlace place) =>
        known is not null && (known.Host, known.Directory) == (place.Host, place.Directory);
}

/// <summary>Where the launcher's repository is.</summary>
/// <param name="Host">The head's host.</param>
/// <param name="Directory">The directory there.</param>
internal sealed record RepositoryPlace(string Host, string Directory)
{
    /// <summary>That of the settings; null until the head is set up.</summary>
    public static RepositoryPlace? In(EffectiveSettings settings) =>
        settings.Spark1 is { } head ? new(head.Host, settings.LauncherDir) : null;
}
