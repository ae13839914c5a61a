namespace SparkControl.Simulator.Nodes;

/// <summary>A run of a tool that moves bytes: how many may be moved by now, and whether its fault is due.</summary>
internal sealed class TransferRun(Transfers transfers, PlannedFault? fault) : IDisposable
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(50);

    private long _last = transfers.Time.GetTimestamp();
    private double _rest;
    private long _moved;
    private bool _isMet;

    /// <summary>The fault whose time has come; null when there is none, or none any more.</summary>
    public TransferFault? Due => fault is not null && !_isMet && _moved >= fault.AfterBytes ? fault.Fault : null;

    /// <summary>
    /// Waits a step, and gives the bytes that the rate allows since the last one; never more than until the fault.
    /// </summary>
    public async Task<long> NextAsync(CancellationToken cancel)
    {
        if (Due == TransferFault.Hang) await Task.Delay(Timeout.InfiniteTimeSpan, transfers.Time, cancel);
        await Task.Delay(_step, transfers.Time, cancel);
        var now = transfers.Time.GetTimestamp();
        _rest += transfers.Rate * transfers.Time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        var allowed = (long)_rest;
        if (fault is not null && _moved < fault.AfterBytes) allowed = Math.Min(allowed, fault.AfterBytes - _moved);
        _rest = Math.Min(_rest - allowed, 1);
        return allowed;
    }

    public void Move(long bytes)
    {
        _moved += bytes;
        transfers.Move(bytes);
    }

    /// <summary>It has happened, and the rest goes as usual.</summary>
    public void Meet() => _isMet = true;

    public void Dispose() => transfers.End();
}
