using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Carries an update to its end while the lease is ours: it does what <see cref="UpdateActivity.Of"/> names, hears what
/// comes of it, and stores what <see cref="UpdateMachine"/> says. One found half-way is taken up where it stands.
/// </summary>
internal sealed partial class UpdateRunner(
    UpdateEffects effects, UpdateTelling telling, UpstreamCheck upstream, OptionsAsker options, LauncherTurn turn,
    JobCancels cancels, StateStore store, LogStore logs, TimeProvider time, ILogger<UpdateRunner> logger) : IJobRunner
{
    /// <summary>Signals that may wait: enough for bursts, little enough to hold a flood of lines back.</summary>
    private const int Waiting = 64;

    public JobKind Kind => JobKind.Update;

    public async Task RunAsync(string id, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Update(id)))?.Value is not { IsActive: true } stored) return;
        if (!await logs.OpenAsync(id, lease)) return;

        await using var log = new SwapLog(logs, id, lease, time);
        var state = await ReplayAsync(UpdateMachine.TakeUp(stored, time.GetUtcNow()));
        // A look at upstream that goes on is waited for: git keeps two out of each other's way by failing one of them.
        using (await turn.TakeAsync(leading))
        {
            await telling.BegunAsync(state);
            await StoreAsync(state, state, new(state, log, lease, _ => default), entry, leading);
            await CarryAsync(state, log, lease, leading);
        }

        upstream.Look();
        // The image may be another, with other options.
        options.Look();
    }

    public async Task<IReadOnlyList<JobPlace>> PlacesAsync(string id) =>
        (await store.ReadAsync(States.Update(id)))?.Value is { Run: { } run } state
            ?
            [
                .. UpdateJobs.NodesOf(state)
                    .Select(node => new JobPlace(node, run.Place.Machines.GetValueOrDefault(node)))
            ]
            : [];

    public async Task FailAsync(string id, JobFailure why, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Update(id)))?.Value is not { IsActive: true } state) return;
        if (!await logs.OpenAsync(id, lease)) return;

        await using var log = new SwapLog(logs, id, lease, time);
        var ended = UpdateMoves.Lose(state, why, time.GetUtcNow());
        await EndAsync(new(ended, log, lease, _ => default), leading);
        await store.WriteAsync(States.Update(id), ended, lease);
        PhaseEntered(id, ended.Phase);
        upstream.Look();
    }

    private async Task CarryAsync(UpdateState state, SwapLog log, Lease lease, CancellationToken leading)
    {
        var signals = Channel.CreateBounded<UpdateSignal>(Waiting);
        while (UpdateActivity.Of(state) is { } activity)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(leading);
            // What is still on its way when an activity is ended is of the state before, and says nothing new.
            var work = effects.RunAsync(
                activity, new(state, log, lease, signal => signals.Writer.WriteAsync(signal, stop.Token)), stop.Token);
            try
            {
                while (UpdateActivity.Of(state) == activity)
                {
                    var signal = await NextAsync(state, signals.Reader, work, leading);
                    var next = UpdateMachine.Next(state, signal, time.GetUtcNow());
                    if (next != state)
                        state = await StoreAsync(state, next, new(next, log, lease, _ => default), null, leading);
                }
            }
            finally
            {
                await stop.CancelAsync();
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // An activity that ends without a word has failed: all is taken up anew from what is stored.
    private async Task<UpdateSignal> NextAsync(
        UpdateState state, ChannelReader<UpdateSignal> signals, Task work, CancellationToken leading)
    {
        if (signals.TryRead(out var waiting)) return waiting;

        using var asked = CancellationTokenSource.CreateLinkedTokenSource(
            leading, state.CancelRequested ? CancellationToken.None : cancels.Of(state.Id));
        try
        {
            var ready = signals.WaitToReadAsync(asked.Token).AsTask();
            await Task.WhenAny(ready, work);
            if (signals.TryRead(out var signal)) return signal;

            if (ready.IsCompleted) await ready;
            await work;
            throw new InvalidOperationException($"{UpdateActivity.Of(state)} ended before its time.");
        }
        catch (OperationCanceledException) when (!leading.IsCancellationRequested && asked.IsCancellationRequested)
        {
            return new UpdateSignal.CancelAsked();
        }
    }

    private async Task<UpdateState> StoreAsync(
        UpdateState was, UpdateState now, UpdateUnderWay update, HandOverEntry? entry, CancellationToken leading)
    {
        if (was == now || now.Phase != was.Phase || now.Run?.IsRestoring != was.Run?.IsRestoring)
        {
            PhaseEntered(now.Id, now.Phase);
            foreach (var (subject, text) in UpdateWords.Of(now)) await update.Log.SayAsync(subject, text);
        }

        if (!now.IsActive) await EndAsync(update, leading);
        return await store.WriteAsync(States.Update(now.Id), now, update.Lease, entry) is null
            ? throw new OperationCanceledException("The cluster lease is not ours any more.")
            : now;
    }

    // First the way back and the log of connectivity: nobody takes up an update that is stored as ended.
    private async Task EndAsync(UpdateUnderWay ended, CancellationToken leading)
    {
        await effects.EndedAsync(ended, leading);
        await telling.EndedAsync(ended.State);
    }

    // Lines that a driver before us stored but did not live to weigh are weighed now; the rest changes nothing.
    private async Task<UpdateState> ReplayAsync(UpdateState state)
    {
        for (long from = 1; ;)
        {
            var slice = await logs.ReadAsync(state.Id, from);
            if (slice.Lines.Count == 0) return state;

            state = UpdateMachine.Next(state, new UpdateSignal.Lines(slice.Lines), time.GetUtcNow());
            from = slice.From + slice.Lines.Count;
        }
    }

    [LoggerMessage(LogLevel.Information, "Update {Id} is {Phase}")]
    private partial void PhaseEntered(string id, UpdatePhase phase);
}
