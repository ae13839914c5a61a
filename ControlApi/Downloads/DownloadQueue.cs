using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Whose turn it is: one download at a time, in the order in which they were asked for.</summary>
internal sealed class DownloadQueue(JobDesk desk, StateStore store, StateMirror mirror, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>How many downloads come before this one; when it is not the number that is known, at once.</summary>
    /// <param name="id">The download.</param>
    /// <param name="known">The number that is known; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<int> AheadAsync(string id, int? known, CancellationToken cancel)
    {
        var looks = new LookSignal();
        void Changed(StateChange change)
        {
            if (change.Name.StartsWith(States.Jobs, StringComparison.Ordinal)) looks.Ask();
        }

        mirror.Changed += Changed;
        using var timer = time.CreateTimer(_ => looks.Ask(), null, TimeSpan.Zero, LookAgain);
        try
        {
            while (true)
            {
                await looks.WaitAsync(cancel);
                var open = (await desk.AllAsync(store)).Where(job => job is { Kind: JobKind.Download, IsActive: true });
                var ahead = open.TakeWhile(job => job.Id != id).Count();
                if (ahead != known) return ahead;
            }
        }
        finally
        {
            mirror.Changed -= Changed;
        }
    }
}
