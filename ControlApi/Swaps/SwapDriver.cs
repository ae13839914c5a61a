using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Carries one swap to its end while the lease is ours: it does what <see cref="SwapActivity.Of"/> names, hears what
/// comes of it, and stores what <see cref="SwapMachine"/> says. A swap found half-way is taken up where it stands.
/// </summary>
internal sealed partial class SwapDriver(
    ISwapEffects effects, StateStore store, LogStore logs, SwapHistory history, TimeProvider time,
    ILogger<SwapDriver> logger)
{
    /// <summary>How long to wait before activities are begun again, one of which has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>No line for this long: none is under way any more. And how long that is waited for at most.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.3), LastLines = TimeSpan.FromSeconds(2);

    /// <summary>Drives a swap that has not ended.</summary>
    /// <param name="state">The swap as it is stored.</param>
    /// <param name="entry">The request that began it, settled by the first state that is stored.</param>
    /// <param name="limits">The user's limits.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="signals">Signals from outside, a cancel among them.</param>
    /// <param name="leading">
    /// Cancelled when the lease is lost or the host stops: the swap stays as it is, for the next holder.
    /// </param>
    /// <returns>Whether it has ended; false when it is not ours any more.</returns>
    public async Task<bool> DriveAsync(
        SwapState state, HandOverEntry? entry, SwapSettings limits, Lease lease, Channel<SwapSignal> signals,
        CancellationToken leading)
    {
        if (!await logs.OpenAsync(state.Id, lease)) return false;

        await using var log = new SwapLog(logs, state.Id, lease, time);
        if (state.RollsBack is { } failed) await log.SayAsync("rolls-back", SwapWords.RollsBack(state, failed));
        var turn = new Turn(SwapMachine.TakeUp(state, time.GetUtcNow()), IsOurs: true);
        while (turn is { IsOurs: true, State.IsActive: true })
        {
            turn = await CarryAsync(turn.State, entry, limits, lease, log, signals, leading);
            entry = null;
        }

        if (!turn.IsOurs) return false;

        SwapTelemetry.Tell(turn.State);
        await effects.EndedAsync(turn.State, lease, leading);
        return true;
    }

    // An activity that ends before its time may have stored lines that were never weighed: all begins anew from what is
    // stored.
    private async Task<Turn> CarryAsync(
        SwapState state, HandOverEntry? entry, SwapSettings limits, Lease lease, SwapLog log,
        Channel<SwapSignal> signals, CancellationToken leading)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(leading);
        await using var activities = new RunningActivities(
            effects, log, signals.Writer.WriteAsync, Broke(broken), leading);

        state = await ToldAsync(state, await ReplayAsync(state, limits), log);
        var stored = await store.WriteAsync(States.Swap, state, lease, entry);
        while (stored is not null && state.IsActive)
        {
            await activities.SetAsync(state);
            if (await NextSignalAsync(signals, broken.Token, leading) is not { } signal)
            {
                await Task.Delay(Patience, time, leading);
                return new(state, IsOurs: true);
            }

            var next = SwapMachine.Next(state, signal, time.GetUtcNow(), limits);
            if (next is { IsActive: false, Run.LauncherJob: not null })
            {
                var late = await DrainAsync(signals, broken.Token);
                next = Weighed(state, signal, late, limits);
            }

            if (next != state) (state, stored) = await StoreAsync(state, next, lease, log);
        }

        return new(state, IsOurs: stored is not null);
    }

    private Action<SwapActivity, Exception> Broke(CancellationTokenSource broken) => (activity, failure) =>
    {
        ActivityFailed(activity, failure);
        _ = broken.CancelAsync();
    };

    private static async Task<SwapSignal?> NextSignalAsync(
        Channel<SwapSignal> signals, CancellationToken cancel, CancellationToken leading)
    {
        try
        {
            return await signals.Reader.ReadAsync(cancel);
        }
        catch (OperationCanceledException) when (!leading.IsCancellationRequested)
        {
            return null;
        }
    }

    // Lines that were read while the swap came to its end may say why it did, and are weighed before it has.
    private SwapState Weighed(SwapState state, SwapSignal ending, IReadOnlyList<SwapSignal> late, SwapSettings limits)
    {
        IEnumerable<SwapSignal> ordered =
            [.. late.OfType<SwapSignal.Lines>(), ending, .. late.Where(signal => signal is not SwapSignal.Lines)];
        return ordered.Aggregate(state, (next, signal) => SwapMachine.Next(next, signal, time.GetUtcNow(), limits));
    }

    // What the nodes have written and is still on its way belongs to the log of the swap, which ends with it.
    private async Task<IReadOnlyList<SwapSignal>> DrainAsync(Channel<SwapSignal> signals, CancellationToken cancel)
    {
        var heard = new List<SwapSignal>();
        using var late = new CancellationTokenSource(LastLines, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        bool came;
        do
        {
            using var quiet = new CancellationTokenSource(Quiet, time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, either.Token);
            came = await LinesComeAsync(signals, heard, any.Token);
        }
        while (came);

        return heard;
    }

    private static async Task<bool> LinesComeAsync(
        Channel<SwapSignal> signals, List<SwapSignal> heard, CancellationToken cancel)
    {
        try
        {
            do heard.Add(await signals.Reader.ReadAsync(cancel));
            while (heard[^1] is not SwapSignal.Lines);

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<(SwapState State, long? Rev)> StoreAsync(SwapState was, SwapState now, Lease lease, SwapLog log)
    {
        now = await ToldAsync(was, now, log);
        if (!now.IsActive) now = await AnsweredAsync(now, log);
        // First the history: nobody takes up a swap that is stored as ended.
        if (!now.IsActive) await history.RecordAsync(now, lease);
        return (now, await store.WriteAsync(States.Swap, now, lease));
    }

    // What follows a failure is stored with its end: whoever drives then finds it there.
    private async Task<SwapState> AnsweredAsync(SwapState ended, SwapLog log)
    {
        if (ended.Phase != SwapPhase.Failed) return ended;

        var facts = new RollBackFacts(
            (await store.ReadAsync(States.Settings))?.Value.Swaps.RollBack ?? false,
            (await store.ReadAsync(States.Good))?.Value,
            (await store.ReadAsync(States.Catalog))?.Value ?? new([], []),
            (await store.ReadAsync(States.Disk))?.Value,
            (await store.ReadAsync(States.Bad))?.Value);
        if (RollBackRules.Decide(ended, facts) is not { } to) return ended;

        await log.SayAsync("roll-back", SwapWords.RollBack(to));
        return ended with { RolledBackTo = to };
    }

    // Lines that a driver before us stored but did not live to weigh are weighed now; the rest changes nothing.
    private async Task<SwapState> ReplayAsync(SwapState state, SwapSettings limits)
    {
        for (long from = 1; ;)
        {
            var slice = await logs.ReadAsync(state.Id, from);
            if (slice.Lines.Count == 0) return state;

            var lines = new SwapSignal.Lines(slice.From, slice.Lines) { Again = true };
            state = SwapMachine.Next(state, lines, time.GetUtcNow(), limits);
            from = slice.From + slice.Lines.Count;
        }
    }

    private async Task<SwapState> ToldAsync(SwapState was, SwapState now, SwapLog log)
    {
        if (now.Phase != was.Phase)
        {
            PhaseEntered(now.Id, now.Phase);
            if (SwapWords.Of(now) is { } words) await log.SayAsync(Wire.Word(now.Phase), words);
        }

        if (now.Failure is not { ProofLine: { } line } failure || line == was.Failure?.ProofLine) return now;

        // The sentence of a failure that was only seen is in the log already; now it has a reason.
        if (now.Phase == was.Phase) await log.SayAsync("reason", SwapWords.Of(now)!);
        var slice = await log.AroundAsync(line, before: 2, after: 1);
        var proof = slice.Lines.Select((l, i) => new ProofText(slice.From + i, l.Node, l.Text, slice.From + i == line));
        return now with { Failure = failure with { Proof = [.. proof] } };
    }

    private sealed record Turn(SwapState State, bool IsOurs);

    [LoggerMessage(LogLevel.Information, "Swap {Id} is {Phase}")]
    private partial void PhaseEntered(string id, SwapPhase phase);

    [LoggerMessage(LogLevel.Warning, "{Activity} ended before its time")]
    private partial void ActivityFailed(SwapActivity activity, Exception failure);
}
