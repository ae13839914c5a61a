namespace SparkControl.Simulator.Nodes;

/// <summary>What one tool of a node moves over the network: how fast, how much, and what goes wrong.</summary>
public sealed class Transfers
{
    private readonly Lock _gate = new();
    private readonly List<PlannedFault> _planned = [];
    private readonly double _usual;
    private long _moved;
    private int _runs, _running;

    internal Transfers(TimeProvider time, double usual) => (Time, _usual) = (time, usual);

    /// <summary>Of this machine's clock, whatever the pair's speed; null is as usual.</summary>
    public double? BytesPerSecond { get; set; }

    /// <summary>All that came over the network: what came twice counts twice.</summary>
    public long BytesMoved => Interlocked.Read(ref _moved);

    /// <summary>How often the tool began to move something.</summary>
    public int Runs => _runs;

    /// <summary>How many do so now.</summary>
    public int Running => _running;

    internal TimeProvider Time { get; }

    internal double Rate => BytesPerSecond ?? _usual;

    /// <summary>The next so many runs meet this, each when it has moved so many bytes.</summary>
    public void Begin(TransferFault fault, long afterBytes = 0, int times = 1)
    {
        lock (_gate) _planned.Add(new(fault, afterBytes) { Left = times });
    }

    /// <param name="canMeet">Which faults this run can meet; others wait for the next.</param>
    internal TransferRun Start(Func<TransferFault, bool> canMeet)
    {
        Interlocked.Increment(ref _runs);
        Interlocked.Increment(ref _running);
        return new(this, Take(canMeet));
    }

    internal void Move(long bytes) => Interlocked.Add(ref _moved, bytes);

    internal void End() => Interlocked.Decrement(ref _running);

    internal void Reset()
    {
        BytesPerSecond = null;
        lock (_gate) _planned.Clear();
    }

    private PlannedFault? Take(Func<TransferFault, bool> canMeet)
    {
        lock (_gate)
        {
            var next = _planned.Find(planned => canMeet(planned.Fault));
            if (next is not null && --next.Left == 0) _planned.Remove(next);
            return next;
        }
    }
}

/// <summary>A fault that waits for its runs.</summary>
internal sealed class PlannedFault(TransferFault fault, long afterBytes)
{
    public TransferFault Fault { get; } = fault;

    public long AfterBytes { get; } = afterBytes;

    /// <summary>Runs that will still meet it.</summary>
    public required int Left { get; set; }
}
