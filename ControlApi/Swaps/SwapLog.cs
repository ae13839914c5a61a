using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// The log of one swap: followed files go in by offset, each byte once, and readers hear of it at most 20 times a
/// second.
/// </summary>
internal sealed class SwapLog(LogStore logs, string job, Lease lease, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource ending = new();
    private long announced;
    private int waiting;
    private Task? later;

    /// <summary>The offset from which a file is to be followed.</summary>
    public Task<long> OffsetAsync(string file) => logs.OffsetAsync(job, file);

    /// <summary>Stores the lines of a followed file, each block with exactly the bytes that it stands for.</summary>
    /// <param name="file">The file's name within this log.</param>
    /// <param name="from">The offset of the first byte.</param>
    /// <param name="lines">The lines; any number.</param>
    /// <param name="stored">Told of each block that was stored, with its first line's number.</param>
    /// <returns>The offset behind the last line.</returns>
    /// <exception cref="OperationCanceledException">
    /// The lease is lost, or another holder has stored these bytes.
    /// </exception>
    public async Task<long> AppendAsync(
        string file, long from, IReadOnlyList<ReadLine> lines, Func<long, IReadOnlyList<LogLine>, ValueTask> stored)
    {
        for (var start = 0; start < lines.Count;)
        {
            var end = BlockEnd(lines, start);
            var block = new List<LogLine>(end - start);
            for (var i = start; i < end; i++) block.Add(lines[i].Line);

            var result = await StoreAsync(new LogBlock(file, from, lines[end - 1].End), block);
            if (result.Outcome != AppendOutcome.Stored)
                throw new OperationCanceledException($"{file}: {result.Outcome}");

            await stored(result.First, block);
            from = lines[end - 1].End;
            start = end;
        }

        return from;
    }

    /// <summary>
    /// Stores a sentence of the panel's own, once: a driver that takes the swap up may come to say it again.
    /// </summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="text">The sentence.</param>
    public async Task SayAsync(string subject, string text)
    {
        var line = new LogLine(LogLine.Panel, time.GetUtcNow().ToUnixTimeMilliseconds(), text);
        await StoreAsync(new LogBlock($"said-{subject}", 0, 1), [line]);
    }

    /// <summary>Stored lines around a number.</summary>
    public async Task<LogSlice> AroundAsync(long line, int before, int after) =>
        await logs.ReadAsync(job, Math.Max(1, line - before), before + 1 + after);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (later is not null) await later;
        ending.Dispose();
    }

    // Lines that one newline ended stay together: an offset between them does not exist.
    private static int BlockEnd(IReadOnlyList<ReadLine> lines, int start)
    {
        var end = Math.Min(start + LogStore.BlockLines, lines.Count);
        while (end < lines.Count && lines[end].End == lines[end - 1].End) end++;
        return end;
    }

    private async Task<AppendResult> StoreAsync(LogBlock? block, IReadOnlyList<LogLine> lines)
    {
        var isQuiet = time.GetElapsedTime(Interlocked.Read(ref announced)) >= AnnounceEvery;
        if (isQuiet) Interlocked.Exchange(ref announced, time.GetTimestamp());

        var result = await logs.AppendAsync(job, lease, block, lines, announce: isQuiet);
        // Only after the lines are stored: an announcement under way may have been made before.
        if (!isQuiet && Interlocked.Exchange(ref waiting, 1) == 0) later = AnnounceLaterAsync();
        return result;
    }

    private async Task AnnounceLaterAsync()
    {
        await Task.Delay(AnnounceEvery, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Exchange(ref announced, time.GetTimestamp());
        Interlocked.Exchange(ref waiting, 0);
        await logs.AnnounceAsync(job).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
