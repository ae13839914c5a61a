using System.Globalization;

namespace SparkControl.Simulator.Nodes;

/// <summary>Keeps the files that `cat /proc/...` shows on a node up to date.</summary>
internal sealed class NodeProc : IAsyncDisposable
{
    private const int Cores = 20;

    /// <summary>How many pages of 4 KiB go each way while memory is too small.</summary>
    private const long PagesASecond = 4_800;

    private const long SwapTotal = 16_777_212;

    private readonly NodeDirectory _directory;
    private readonly NodeMemory _memory;
    private readonly Func<double> _load;
    private readonly PeriodicTimer _timer;
    private readonly Task _ticking;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _boot;
    private readonly TimeProvider _time;
    private double _busy;
    private double _waiting60;
    private long _swapped;
    private long _swapUsed;
    private bool _isClosed;

    /// <summary>The load is the part of the GPU that is at work, 0 to 1.</summary>
    public NodeProc(
        NodeDirectory directory, NodeMemory memory, Func<double> load, TimeProvider time, string bootId,
        string hostname)
    {
        (_directory, _memory, _load, _time) = (directory, memory, load, time);
        _boot = time.GetUtcNow() - TimeSpan.FromDays(3);
        _timer = new(TimeSpan.FromSeconds(1), time);
        Write("boot_id", bootId + "\n");
        Write("hostname", hostname + "\n");
        WriteSwap();
        WriteMemory();
        WriteLoad();
        memory.Changed += WriteMemory;
        _ticking = TickAsync();
    }

    /// <summary>When it returns no write is under way, and none comes later: the directory may be deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        _memory.Changed -= WriteMemory;
        _timer.Dispose();
        await _ticking;
        // Who holds memory may have taken the event before it was given up.
        lock (_gate) _isClosed = true;
    }

    private double Waiting => _memory.IsTooSmall ? 41.2 : 0;

    /// <summary>As <c>swapoff -a; swapon -a</c>: nobody else brings back what was moved out.</summary>
    public void EmptySwap()
    {
        (_swapUsed, _waiting60) = (0, 0);
        WriteMemory();
    }

    /// <summary>Degrees Celsius of the chip.</summary>
    public double Temperature => 38 + 34 * _load();

    private async Task TickAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            WriteLoad();
            if (!_memory.IsTooSmall && _waiting60 == 0) continue;
            Age();
            if (_memory.IsTooSmall) Swap();
            WriteMemory();
        }
    }

    // As the kernel does: a second moves the average of a minute by a sixtieth of the way.
    private void Age()
    {
        _waiting60 += (Waiting - _waiting60) / 60;
        if (_waiting60 < 0.005) _waiting60 = 0;
    }

    private void Swap()
    {
        _swapped += PagesASecond;
        _swapUsed = Math.Min(_swapUsed + PagesASecond * 4 / 5, SwapTotal);
        WriteSwap();
    }

    // What was moved out comes back in, and out again.
    private void WriteSwap() => Write("vmstat", FormattableString.Invariant(
        $"nr_free_pages 1204114\npswpin {_swapped}\npswpout {_swapped * 6 / 5}\npgfault {88_123_456 + _swapped}\n"));

    private void WriteMemory()
    {
        var total = NodeMemory.Total / 1024;
        var available = _memory.Available / 1024;
        var cached = Math.Min(_memory.Cached / 1024, available);
        Write("meminfo", $"""
            MemTotal:       {total,9} kB
            MemFree:        {available - cached,9} kB
            MemAvailable:   {available,9} kB
            Buffers:        {184_320,9} kB
            Cached:         {cached,9} kB
            SwapCached:     {0,9} kB
            SwapTotal:      {SwapTotal,9} kB
            SwapFree:       {SwapTotal - _swapUsed,9} kB

            """);
        WritePressure("memory", Waiting, _waiting60);
    }

    private void WritePressure(string resource, double percent, double minute = 0) => Write(
        $"pressure/{resource}",
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            some avg10={percent:F2} avg60={minute:F2} avg300=0.00 total=183422
            full avg10={percent:F2} avg60={minute:F2} avg300=0.00 total=160113

            """));

    private void WriteLoad()
    {
        var load = _load();
        WritePressure("cpu", load * 6);
        WritePressure("io", load * 0.4);
        var up = (_time.GetUtcNow() - _boot).TotalSeconds;
        _busy += 0.02 + load * 0.15;
        var ticks = (long)(up * 100 * Cores);
        var user = (long)(_busy * 100 * Cores) + 400_000;
        Write("stat", FormattableString.Invariant($"cpu  {user} 120 {user / 5} {ticks - user} 800 0 90 0 0 0\n") +
            string.Concat(Enumerable.Range(0, Cores).Select(core => FormattableString.Invariant(
                $"cpu{core} {user / Cores} 6 {user / 5 / Cores} {(ticks - user) / Cores} 40 0 4 0 0 0\n"))) +
            FormattableString.Invariant($"btime {_boot.ToUnixTimeSeconds()}\n"));
        Write("loadavg", FormattableString.Invariant(
            $"{0.3 + load * 4:F2} {0.3 + load * 3.6:F2} {0.4 + load * 3:F2} 2/1184 48211\n"));
        Write("uptime", FormattableString.Invariant($"{up:F2} {up * Cores * 0.94:F2}\n"));
        Write("temperature", ((int)(Temperature * 1000)).ToString(CultureInfo.InvariantCulture) + "\n");
    }

    // A reader sees the old file or the new one, never half of one.
    private void Write(string name, string text)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            var file = Path.Combine(_directory.Proc, name);
            File.WriteAllText(file + ".new", text);
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
