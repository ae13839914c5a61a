using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Notifications;

/// <summary>
/// Tells whom the settings name, while the cluster lease is ours: what a holder before us did not finish, then what
/// comes. Nobody waits for it; after anything odd it begins anew from what Redis holds.
/// </summary>
internal sealed partial class NoticeWorker(
    NoticeList list, NoticePost post, SettingsStore settings, TimeProvider time, ILogger<NoticeWorker> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(1);

    private bool isTelling = true;

    /// <summary>Works until the lease is lost. It never throws.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        while (!leading.IsCancellationRequested)
        {
            try
            {
                await TellAsync(lease, leading);
            }
            catch (OperationCanceledException)
            {
                // Most likely the lease is lost.
            }
            catch (Exception failure)
            {
                if (isTelling && failure is RedisException or TimeoutException) NoticesWait(failure.Message);
                else if (isTelling) TellFailed(failure);
                isTelling = false;
            }

            await Task.Delay(Patience, time, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(Lease lease, CancellationToken leading)
    {
        var looks = new LookSignal();
        await using var pushed = await list.Waiting.WatchAsync(looks.Ask);
        await using var run = new NoticeRun(list, post, settings, lease, time, logger, leading);
        await run.TakeUpAsync();
        while (true)
        {
            await run.TakeAsync();
            await run.SendDueAsync(looks.Ask);
            isTelling = true;
            await WaitAsync(looks, run.NextDue, leading);
        }
    }

    private async Task WaitAsync(LookSignal looks, DateTimeOffset? due, CancellationToken leading)
    {
        var pause = due - time.GetUtcNow() is { } until && until < LookAgain ? until : LookAgain;
        if (pause <= TimeSpan.Zero) return;

        using var either = CancellationTokenSource.CreateLinkedTokenSource(leading);
        await Task.WhenAny(Task.Delay(pause, time, either.Token), looks.WaitAsync(either.Token));
        await either.CancelAsync();
        leading.ThrowIfCancellationRequested();
    }

    [LoggerMessage(LogLevel.Warning, "Notices wait until Redis answers: {Reason}")]
    private partial void NoticesWait(string reason);

    [LoggerMessage(LogLevel.Error, "Notices could not be told; the next look tries again")]
    private partial void TellFailed(Exception failure);
}
