namespace SparkControl.AudioProxy.Lanes;

/// <summary>One stay in a lane: it waits, then holds a slot until it is disposed.</summary>
/// <param name="id">Names it among all instances.</param>
/// <param name="position">Called with 1 for who is next, whenever that has changed.</param>
/// <param name="leave">Tells the lane that it is over.</param>
internal sealed class LaneTurn(string id, Action<int> position, Action<LaneTurn> leave) : IAsyncDisposable
{
    private readonly TaskCompletionSource granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();
    private LaneAnswer last;
    private bool holds;
    private volatile bool leaves;

    /// <summary>
    /// Cancelled when another one has the slot by now: this process stood still for longer than a place lives. Stop
    /// what the slot was for.
    /// </summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Ends when it has a slot.</summary>
    internal Task Granted => granted.Task;

    /// <summary>What Redis is to be told of it now.</summary>
    internal LaneLine Line => new(leaves ? LaneWord.Leave : holds ? LaneWord.Hold : LaneWord.Wait, id, last.Number);

    /// <summary>Gives the slot, or the place in the queue, back. Does not wait for Redis.</summary>
    public ValueTask DisposeAsync()
    {
        if (!leaves)
        {
            leaves = true;
            leave(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Takes an answer. For the lane's loop alone.</summary>
    internal void Hear(LaneAnswer answer)
    {
        if (leaves) return;

        if (answer.Place < 0)
        {
            Lose();
        }
        else if (answer.Place > 0)
        {
            if (answer.Place != last.Place) position((int)answer.Place);
            last = answer;
        }
        else if (!holds)
        {
            holds = true;
            granted.TrySetResult();
        }
    }

    /// <summary>Ends it because its lane ends.</summary>
    internal void Abandon()
    {
        leaves = true;
        granted.TrySetCanceled();
        Lose();
    }

    // What hangs on it runs elsewhere: the loop has others to tell of.
    private void Lose() => _ = lost.CancelAsync();
}
