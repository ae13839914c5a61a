using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What the other downloads are about and have shown, from memory.</summary>
internal sealed class OtherDownloads(StateMirror mirror)
{
    /// <summary>Those that run or wait, as far as their turn is concerned.</summary>
    public IReadOnlyList<DownloadTurn> Open =>
        [.. Names.Select(name => mirror.Value(new StateKey<DownloadTurn>(name))).OfType<DownloadTurn>()
            .Where(turn => turn.EndedAt is null)];

    /// <summary>Bytes a second at which the last copy between the nodes went; null when none is remembered.</summary>
    public double? CopyRate => Names.Select(name => mirror.Value(new StateKey<DownloadTurn>(name)))
        .OfType<DownloadTurn>()
        .Where(turn => turn is { EndedAt: not null, Run.CopyRate: not null })
        .MaxBy(turn => turn.EndedAt)?.Run!.CopyRate;

    /// <summary>Whether another job works on a repository, or is to.</summary>
    public bool WorkOn(string repo, string id) => mirror.Names(States.Jobs)
        .Select(name => mirror.Value(new StateKey<JobState>(name))).OfType<JobState>()
        .Any(job => job.IsActive && job.Id != id && job.Subject == repo);

    private IEnumerable<string> Names => mirror.Names(States.Download("d-").Name);
}
