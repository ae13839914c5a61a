using System.Text;

namespace SparkControl.Simulator.Docker;

/// <summary>Sends a container's log: all of it, its tail, what is later than a time, and then what comes.</summary>
internal sealed class LogReader(
    ContainerLog log, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write)
{
    public bool Timestamps { get; init; }

    public bool Follow { get; init; }

    /// <summary>Lines from the end; null is all of them.</summary>
    public long? Tail { get; init; }

    /// <summary>In the form of the stamps, which sort as text.</summary>
    public string? Since { get; init; }

    public async Task SendAsync(CancellationToken cancel)
    {
        await using var file = new FileStream(
            log.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        var end = log.Length;
        file.Position = Tail is { } lines ? StartOfTail(file, end, lines) : 0;
        var since = Since is null ? null : Encoding.ASCII.GetBytes(Since);
        var lineIsOld = false;
        var atStart = true;
        var left = 0;
        var block = new byte[1 << 17];
        while (true)
        {
            var changed = log.Changed;
            var complete = log.IsComplete;
            var more = (int)Math.Min(log.Length - file.Position, block.Length - left);
            if (!Follow) more = (int)Math.Min(Math.Max(end - file.Position, 0), more);
            if (more == 0)
            {
                if (!Follow || complete) return;
                await changed.WaitAsync(cancel);
                continue;
            }

            var got = left + await file.ReadAsync(block.AsMemory(left, more), cancel);
            left = Shape(block, got, since, ref atStart, ref lineIsOld, out var shaped);
            await write(block.AsMemory(0, shaped), cancel);
            block.AsSpan(got - left, left).CopyTo(block);
        }
    }

    // Takes out stamps and old lines in place. What is left over is a stamp that has not come whole.
    private int Shape(byte[] block, int count, byte[]? since, ref bool atStart, ref bool old, out int shaped)
    {
        var (read, write) = (0, 0);
        while (read < count)
        {
            if (atStart)
            {
                if (count - read < ContainerLog.Stamp) break;
                var stamp = block.AsSpan(read, ContainerLog.Stamp);
                old = since is not null && stamp[..(ContainerLog.Stamp - 1)].SequenceCompareTo(since) < 0;
                if (Timestamps && !old)
                {
                    stamp.CopyTo(block.AsSpan(write));
                    write += ContainerLog.Stamp;
                }

                read += ContainerLog.Stamp;
                atStart = false;
            }

            var end = block.AsSpan(read, count - read).IndexOf((byte)'\n');
            var length = end < 0 ? count - read : end + 1;
            if (!old)
            {
                block.AsSpan(read, length).CopyTo(block.AsSpan(write));
                write += length;
            }

            read += length;
            atStart = end >= 0;
        }

        shaped = write;
        return count - read;
    }

    private static long StartOfTail(FileStream file, long end, long lines)
    {
        if (lines <= 0) return end;
        var block = new byte[1 << 16];
        var (position, found) = (end, 0L);
        while (position > 0)
        {
            var from = Math.Max(0, position - block.Length);
            file.Position = from;
            file.ReadExactly(block, 0, (int)(position - from));
            for (var i = (int)(position - from) - 1; i >= 0; i--)
            {
                if (block[i] == '\n' && from + i != end - 1 && ++found == lines) return from + i + 1;
            }

            position = from;
        }

        return 0;
    }
}
