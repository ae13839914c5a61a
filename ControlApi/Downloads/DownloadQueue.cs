using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Lets downloads wait until <see cref="TurnRules"/> say that it is their turn.</summary>
internal sealed class DownloadQueue(OtherDownloads others, StateMirror mirror, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>How many downloads come before this one; when it is not the number that is known, at once.</summary>
    /// <param name="id">The download.</param>
    /// <param name="known">The number that is known; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<int> AheadAsync(string id, int? known, CancellationToken cancel) =>
        UntilAsync(id, ahead => ahead != known, cancel);

    /// <summary>Waits until a time, and then until no other download comes first.</summary>
    /// <param name="id">The download, which has had its turn.</param>
    /// <param name="at">The time.</param>
    /// <param name="known">How many came first when it was last told; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>0, or how many come first where that is another number than the known one.</returns>
    public async Task<int> WaitAsync(string id, DateTimeOffset at, int? known, CancellationToken cancel)
    {
        if (at - time.GetUtcNow() is { Ticks: > 0 } pause) await Task.Delay(pause, time, cancel);

        return await UntilAsync(id, ahead => ahead == 0 || ahead != known, cancel);
    }

    private async Task<int> UntilAsync(string id, Func<int, bool> isWanted, CancellationToken cancel)
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
                if (TurnRules.Ahead(others.Open, id, time.GetUtcNow()) is { } ahead && isWanted(ahead)) return ahead;
            }
        }
        finally
        {
            mirror.Changed -= Changed;
        }
    }
}
