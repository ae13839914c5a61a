using System.Buffers.Text;

namespace SparkControl.Simulator.Docker;

/// <summary>
/// The log of one container: a file whose lines carry the time, in docker's own form, before the text.
/// </summary>
internal sealed class ContainerLog : IDisposable
{
    /// <summary>The length of "2026-11-23T03:41:41.123456789Z ".</summary>
    public const int Stamp = 31;

    /// <summary>What docker takes of a line without an end before it gives it out.</summary>
    private const int Longest = 16 * 1024;

    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly byte[] _stamp = new byte[Stamp];
    private TaskCompletionSource _changed = NewSignal();
    private readonly byte[] _part = new byte[Longest];
    private byte[] _block = new byte[1 << 16];
    private bool _inLine;
    private int _held;

    public ContainerLog(string path, TimeProvider time)
    {
        Path = path;
        _time = time;
        _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        Length = _file.Length;
    }

    public string Path { get; }

    /// <summary>Bytes of complete writes: a reader goes no further.</summary>
    public long Length { get; private set; }

    /// <summary>The container has ended; nothing follows.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Ends when there is more than there was, or nothing to come. Take it before looking at the length.
    /// </summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return IsComplete ? Task.CompletedTask : _changed.Task;
        }
    }

    public void WriteLine(string line) => Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Takes what a process wrote, whole lines or not.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            if (IsComplete) return;
            SetStamp();
            var used = 0;
            while (!text.IsEmpty)
            {
                var end = text.IndexOf((byte)'\n');
                var line = end < 0 ? text : text[..(end + 1)];
                used = Take(line, used);
                text = text[line.Length..];
            }

            Append(used);
        }
    }

    public void Reopen()
    {
        lock (_gate) IsComplete = false;
    }

    public void Complete()
    {
        lock (_gate)
        {
            if (!IsComplete && _held > 0)
            {
                SetStamp();
                Append(Give(0));
            }

            IsComplete = true;
            Signal();
        }
    }

    public void Dispose()
    {
        Complete();
        _file.Dispose();
    }

    // A line is seen when it has ended, a long one in pieces: a bar that is drawn in place is not until it is full.
    private int Take(ReadOnlySpan<byte> line, int used)
    {
        for (var room = Longest - _held; line.Length > room; room = Longest)
        {
            line[..room].CopyTo(_part.AsSpan(_held));
            _held = Longest;
            used = Give(used);
            line = line[room..];
        }

        line.CopyTo(_part.AsSpan(_held));
        _held += line.Length;
        return line.EndsWith("\n"u8) ? Give(used) : used;
    }

    private int Give(int used)
    {
        var part = _part.AsSpan(0, _held);
        used = Put(part, used);
        (_held, _inLine) = (0, !part.EndsWith("\n"u8));
        return used;
    }

    private void Append(int used)
    {
        if (used == 0) return;
        _file.Write(_block, 0, used);
        Length += used;
        Signal();
    }

    private int Put(ReadOnlySpan<byte> line, int used)
    {
        var needed = used + line.Length + Stamp;
        if (needed > _block.Length) Array.Resize(ref _block, Math.Max(needed, _block.Length * 2));
        if (!_inLine)
        {
            _stamp.CopyTo(_block, used);
            used += Stamp;
        }

        line.CopyTo(_block.AsSpan(used));
        return used + line.Length;
    }

    private void SetStamp()
    {
        var now = _time.GetUtcNow();
        Utf8Formatter.TryFormat(now.UtcDateTime, _stamp, out _, new('O'));
        "00Z "u8.CopyTo(_stamp.AsSpan(27));
    }

    private void Signal()
    {
        var waiting = _changed;
        _changed = NewSignal();
        waiting.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
