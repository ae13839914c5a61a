using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The activities that go on now: those that a state names are begun, the others ended.</summary>
internal sealed class RunningActivities(
    ISwapEffects effects, SwapLog log, Func<SwapSignal, CancellationToken, ValueTask> report,
    Action<SwapActivity, Exception> failed, CancellationToken leading) : IAsyncDisposable
{
    private readonly Dictionary<SwapActivity, (Task Work, CancellationTokenSource Cancel)> running = [];

    /// <summary>Begins and ends activities so that exactly those of a state go on.</summary>
    public async Task SetAsync(SwapState state)
    {
        var wanted = SwapActivity.Of(state);
        await EndAsync([.. running.Keys.Where(a => !wanted.Contains(a))]);
        foreach (var activity in wanted.Where(a => !running.ContainsKey(a)))
        {
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(leading);
            var task = Task.Run(() => RunAsync(activity, state, cancel.Token), CancellationToken.None);
            running[activity] = (task, cancel);
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync([.. running.Keys]);

    private async Task EndAsync(IReadOnlyList<SwapActivity> ending)
    {
        foreach (var activity in ending) await running[activity].Cancel.CancelAsync();
        foreach (var activity in ending)
        {
            running.Remove(activity, out var ended);
            await ended.Work;
            ended.Cancel.Dispose();
        }
    }

    private async Task RunAsync(SwapActivity activity, SwapState state, CancellationToken cancel)
    {
        try
        {
            await effects.RunAsync(activity, state, log, signal => report(signal, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // No longer wanted, or the lease is lost.
        }
        catch (Exception failure)
        {
            failed(activity, failure);
        }
    }
}
