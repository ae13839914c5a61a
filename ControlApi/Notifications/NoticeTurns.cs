namespace SparkControl.ControlApi.Notifications;

/// <summary>
/// Holds the test of notifications to one at a time and six a minute: by more of them, somebody could find out what
/// listens where on the network.
/// </summary>
internal sealed class NoticeTurns(TimeProvider time) : IDisposable
{
    private const int PerMinute = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1);
    private readonly Queue<long> begun = [];

    /// <summary>Begins one. Where it may, <see cref="End"/> must follow.</summary>
    /// <returns>Null when it may, else how long to wait.</returns>
    public TimeSpan? Refuse()
    {
        if (!turn.Wait(TimeSpan.Zero)) return NoticePost.Limit;

        while (begun.TryPeek(out var first) && time.GetElapsedTime(first) >= Minute) begun.Dequeue();
        if (begun.Count < PerMinute)
        {
            begun.Enqueue(time.GetTimestamp());
            return null;
        }

        var wait = Minute - time.GetElapsedTime(begun.Peek());
        turn.Release();
        return wait;
    }

    public void End() => turn.Release();

    public void Dispose() => turn.Dispose();
}
