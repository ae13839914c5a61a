namespace SparkControl.Simulator.Nodes;

/// <summary>The unified memory of a GB10: what the system, the page cache and each model hold of it, in bytes.</summary>
internal sealed class NodeMemory
{
    public const long Total = 127_600_000L * 1024;
    private const long System = (long)(6.2 * Gib);
    private const long Gib = 1L << 30;

    private readonly Dictionary<object, long> _held = [];
    private readonly Lock _gate = new();

    /// <summary>Somebody took or gave back memory.</summary>
    public event Action? Changed;

    public long Used
    {
        get
        {
            lock (_gate) return System + _held.Values.Sum();
        }
    }

    public long Available => Math.Max(Total - Used, Gib / 4);

    /// <summary>Says how much one owner holds from now on; 0 gives it all back.</summary>
    public void Hold(object owner, long bytes)
    {
        lock (_gate)
        {
            if (bytes <= 0) _held.Remove(owner);
            else _held[owner] = bytes;
        }

        Changed?.Invoke();
    }

    public long HeldBy(object owner)
    {
        lock (_gate) return _held.GetValueOrDefault(owner);
    }
}
