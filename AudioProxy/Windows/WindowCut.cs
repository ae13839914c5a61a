namespace SparkControl.AudioProxy.Windows;

/// <summary>Where the cutting of one stream has come to. What is not finished when it is disposed is removed.</summary>
/// <param name="plan">How long windows are.</param>
/// <param name="directory">Where their files are made.</param>
/// <param name="pcm">The samples.</param>
/// <param name="progress">Told how many samples were read.</param>
internal sealed class WindowCut(WindowPlan plan, string directory, Stream pcm, Action<long> progress) : IDisposable
{
    private readonly Loudness loudness = new(plan.Search + plan.ShortestTail);
    // One second.
    private readonly byte[] block = new byte[Pcm.Rate * Pcm.BytesPerSample];
    private WindowFile? file, next;
    private int number;
    private long read, overlapUntil;
    private bool ended, finished;

    /// <summary>Reads until a window is whole.</summary>
    /// <returns>The next window; null after the last one.</returns>
    public async Task<AudioWindow?> NextAsync(CancellationToken cancel)
    {
        if (finished) return null;

        file ??= Begin(0, 0);
        var whole = file.Start + plan.Longest;
        // A little more than fits: only then it is known whether the rest is worth a window.
        await FillAsync(file, whole + plan.ShortestTail, cancel);
        if (read > whole) return await SplitAsync(file, whole, cancel);

        finished = true;
        return read > 0 ? Finish(file, read) : null;
    }

    public void Dispose()
    {
        file?.Dispose();
        next?.Dispose();
    }

    private WindowFile Begin(int of, long start) => new(Path.Combine(directory, $"window-{of:D4}.pcm"), start);

    private async Task FillAsync(WindowFile into, long until, CancellationToken cancel)
    {
        while (!ended && read < until)
        {
            var wanted = (int)Math.Min(block.Length, (until - read) * Pcm.BytesPerSample);
            var got = await pcm.ReadAtLeastAsync(block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancel);
            ended = got < wanted;
            var samples = block.AsMemory(0, got - got % Pcm.BytesPerSample);
            loudness.Add(samples.Span);
            await into.AppendAsync(samples, cancel);
            read += samples.Length / Pcm.BytesPerSample;
            progress(read);
        }
    }

    private async Task<AudioWindow> SplitAsync(WindowFile whole, long longest, CancellationToken cancel)
    {
        var latest = ended ? Math.Min(longest, read - plan.ShortestTail) : longest;
        var cut = loudness.QuietestWithin(longest - plan.Search, latest);
        next = Begin(number + 1, cut - plan.Overlap);
        await whole.CopyToAsync(next, block, cancel);

        var window = Finish(whole, cut);
        (file, next, overlapUntil) = (next, null, cut);
        number++;
        return window;
    }

    private AudioWindow Finish(WindowFile whole, long end)
    {
        whole.CloseAt(end);
        file = null;
        return new()
        {
            Number = number,
            Start = whole.Start,
            End = end,
            OverlapUntil = overlapUntil,
            Last = finished,
            Path = whole.Path
        };
    }
}
