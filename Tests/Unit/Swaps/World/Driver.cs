using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>
/// The loop of <see cref="SwapDriver"/> in virtual time: each of its steps is an event, and any may be its last.
/// </summary>
internal sealed class Driver
{
    private readonly Pair pair;
    private readonly Store store;
    private readonly Queue<SwapSignal> signals = new();
    private readonly Dictionary<SwapActivity, Going> running = [];
    private readonly Effects effects;
    private SwapState state;
    private bool isBusy, isDead, isBroken;

    public Driver(int number, Pair pair, Store store)
    {
        Number = number;
        this.pair = pair;
        this.store = store;
        effects = new(pair, store, this);
        state = SwapMachine.TakeUp(store.State, pair.Time.GetUtcNow());
        Later(Replay);
    }

    /// <summary>Its lease's token, and its epoch on the nodes: the later, the higher.</summary>
    public int Number { get; }

    /// <summary>Whether it may still change the nodes: false 2 s before the lease moves.</summary>
    public bool MayMutate { get; set; } = true;

    /// <summary>It hears that the lease is lost, or is killed.</summary>
    public void Die()
    {
        isDead = true;
        EndAll(_ => true);
    }

    public void Hear(SwapSignal signal)
    {
        if (isDead) return;

        signals.Enqueue(signal);
        if (!isBusy && !isBroken) Later(Turn);
    }

    /// <summary>An activity ended before its time: everything begins anew from what is stored.</summary>
    public void Break()
    {
        if (isDead || isBroken) return;

        isBroken = true;
        EndAll(_ => true);
        pair.Time.In(2000, () =>
        {
            isBroken = false;
            if (!isDead) Replay();
        });
    }

    private void Later(Action step)
    {
        isBusy = true;
        pair.Time.In(pair.Dice.Next(1, 30), () =>
        {
            if (!isDead && !isBroken) step();
        });
    }

    private void Replay()
    {
        if (store.Log.Count > 0) state = Next(new SwapSignal.Lines(1, [.. store.Log]) { Again = true });
        if (store.Write(Number, state)) Later(Set);
        else Die();
    }

    private void Set()
    {
        isBusy = false;
        var wanted = SwapActivity.Of(state);
        EndAll(a => !wanted.Contains(a));
        foreach (var activity in wanted.Where(a => !running.ContainsKey(a)))
        {
            running[activity] = new();
            effects.Begin(activity, state, running[activity]);
        }

        if (signals.Count > 0 && !isBusy) Later(Turn);
    }

    private void Turn()
    {
        isBusy = false;
        if (!signals.TryDequeue(out var signal)) return;

        var next = Next(signal);
        if (next == state)
        {
            if (signals.Count > 0) Later(Turn);
            return;
        }

        if (next.Phase != state.Phase) store.Say(Number, SwapWords.Of(next) ?? "");
        Later(() => Write(next));
    }

    private void Write(SwapState next)
    {
        if (!store.Write(Number, next))
        {
            Die();
            return;
        }

        state = next;
        if (state.IsActive) Later(Set);
        else EndAll(_ => true);
    }

    private SwapState Next(SwapSignal signal) => SwapMachine.Next(state, signal, pair.Time.GetUtcNow(), Story.Limits);

    private void EndAll(Func<SwapActivity, bool> which)
    {
        foreach (var activity in running.Keys.Where(which).ToList())
        {
            running.Remove(activity, out var going);
            going!.Ended = true;
        }
    }
}

/// <summary>
/// An activity that goes on until it is no longer wanted; what it has sent out by then still arrives.
/// </summary>
internal sealed class Going
{
    public bool Ended { get; set; }
}
