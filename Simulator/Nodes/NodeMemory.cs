namespace SparkControl.Simulator.Nodes;

/// <summary>
/// The unified memory of a GB10: what the system, the page cache and each model hold of it, in bytes.
/// </summary>
internal sealed class NodeMemory
{
    public const long Total = 127_600_000L * 1024;
    private const long System = (long)(6.2 * Gib);
    private const long Gib = 1L << 30;

    /// <summary>
    /// What the kernel keeps of files that have been read, however many: so little that every model still starts.
    /// </summary>
    private const long Warm = 5 * Gib / 2;

    /// <summary>What is left free when files fill the rest.</summary>
    private const long Spare = 9 * Gib / 5;

    private static readonly object _driver = new(), _others = new();

    private readonly Dictionary<object, long> _held = [];
    private readonly Lock _gate = new();
    private long _cached = Gib;
    private bool _isDropped;
    private TaskCompletionSource _givesBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>The page cache: available, and yet not free, which is all that CUDA looks at here.</summary>
    public long Cached
    {
        get
        {
            lock (_gate) return _cached;
        }
    }

    public long Free => Available - Cached;

    /// <summary>So little is left that the kernel is busy with nothing else than moving pages.</summary>
    public bool IsTooSmall => Available < Total / 50;

    /// <summary>Says how much one owner holds from now on; 0 gives it all back.</summary>
    public void Hold(object owner, long bytes)
    {
        lock (_gate)
        {
            if (bytes <= 0) _held.Remove(owner);
            else _held[owner] = bytes;
            // Who takes memory gets what files had.
            _cached = Math.Min(_cached, Room);
        }

        Changed?.Invoke();
    }

    /// <summary>Files of so many bytes were read.</summary>
    public void Read(long bytes) => Cache(cached => Math.Max(cached, Math.Min(Warm, cached + bytes)));

    /// <summary>Files have filled what was free, unless the cache was dropped since the last time.</summary>
    public void FillCache() => Cache(cached => _isDropped ? cached : Room - Spare, isDropped: false);

    /// <summary>What the owner of a Spark does by writing 3 to drop_caches.</summary>
    public void DropCache() => Cache(_ => Gib / 4, isDropped: true);

    /// <summary>The driver does not give back so much of what a killed process held.</summary>
    public void Keep(long bytes) => Hold(_driver, Math.Max(bytes, HeldBy(_driver)));

    /// <summary>Ends when the driver gives back what processes held that have ended by then.</summary>
    public Task GivesBack
    {
        get
        {
            lock (_gate) return _givesBack.Task;
        }
    }

    /// <summary>The driver is late no more.</summary>
    public void GiveBack()
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            waiting = _givesBack;
            _givesBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    /// <summary>Somebody's programs take what there is, but for so many bytes; null ends them.</summary>
    public void Squeeze(long? left)
    {
        Hold(_others, 0);
        if (left is { } bytes) Hold(_others, Total - Used - bytes);
    }

    /// <summary>As after a restart, but for what still holds some.</summary>
    public void Reset()
    {
        Hold(_driver, 0);
        Hold(_others, 0);
        GiveBack();
        Cache(_ => Gib, isDropped: false);
    }

    public long HeldBy(object owner)
    {
        lock (_gate) return _held.GetValueOrDefault(owner);
    }

    private long Room => Math.Max(Total - System - _held.Values.Sum() - Gib / 4, 0);

    private void Cache(Func<long, long> size, bool? isDropped = null)
    {
        lock (_gate)
        {
            _cached = Math.Clamp(size(_cached), 0, Room);
            _isDropped = isDropped ?? _isDropped;
        }

        Changed?.Invoke();
    }
}
