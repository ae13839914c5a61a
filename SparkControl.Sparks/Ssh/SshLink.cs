using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What both connections to a node know of it: how it answers, and how long to leave it alone.</summary>
internal sealed class SshLink(TimeProvider time)
{
    private static readonly TimeSpan SlowFrom = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Two connections and any number of commands report here.
    private readonly Lock guard = new();
    private int failures;
    private DateTimeOffset pausedUntil;
    private int slowInARow;

    public NodeLink Current { get; private set; } = new(NodeState.Unknown);

    /// <summary>The host key that was last shown; kept when a later attempt does not get that far.</summary>
    public HostKey? Offered { get; private set; }

    /// <summary>Raised when state or reason change; a new latency alone is no change.</summary>
    public event Action? Changed;

    /// <summary>Whether it is too early for another attempt.</summary>
    public bool Pauses
    {
        get { lock (guard) return time.GetUtcNow() < pausedUntil; }
    }

    /// <summary>Lets the next command try at once.</summary>
    public void Forgive()
    {
        lock (guard) pausedUntil = default;
    }

    public void Dialed(SshDialed dialed)
    {
        lock (guard)
        {
            Offered = dialed.Offered ?? Offered;
            if (dialed.Client is null)
            {
                var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures++, 5)));
                pausedUntil = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            }
            else
            {
                failures = slowInARow = 0;
                pausedUntil = default;
            }
        }

        Set(dialed.State, dialed.Reason, Current.LatencyMs);
    }

    /// <summary>
    /// A connection that stood has broken. The next command connects again at once. The first reason stays.
    /// </summary>
    public void Broke(string reason)
    {
        if (Current.State != NodeState.Down) Set(NodeState.Down, reason, Current.LatencyMs);
    }

    /// <summary>A command has begun to answer. One slow answer is no slow node.</summary>
    public void Answered(string node, TimeSpan latency)
    {
        bool slow;
        lock (guard)
        {
            slowInARow = latency < SlowFrom ? 0 : slowInARow + 1;
            slow = slowInARow >= 2;
        }

        Set(
            slow ? NodeState.Slow : NodeState.Up,
            slow ? $"{node} takes more than {SlowFrom.TotalSeconds:0} s to begin a command." : null,
            latency.TotalMilliseconds);
    }

    private void Set(NodeState state, string? reason, double? latency)
    {
        bool changed;
        lock (guard)
        {
            changed = Current.State != state || Current.Reason != reason;
            var since = Current.State == state ? Current.Since : time.GetUtcNow();
            Current = new(state, since, reason, latency is { } ms ? Math.Round(ms, 1) : null);
        }

        if (changed) Changed?.Invoke();
    }
}
