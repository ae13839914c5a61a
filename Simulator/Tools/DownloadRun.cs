using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// One <c>hf download</c> under way: eight files at once share the rate, and what is complete is kept. What is not goes
/// on by plain HTTP with a version that does that, and begins anew by xet. The newest removes it when it fails, and
/// leaves it when it is killed.
/// </summary>
internal sealed class DownloadRun(
    HuggingFaceCache cache, NodeDisk disk, HubRepo repo, TransferRun run, DownloadOrder order, Relay output)
{
    private const int AtOnce = 8;

    private readonly List<PartialBlob> _active = [];

    /// <summary>Fetches what is missing; gives what it says when that fails, or null.</summary>
    public async Task<string?> GoAsync(FetchBar bar, IReadOnlyList<ModelFile> files, CancellationToken cancel)
    {
        cache.Refer(repo, namesMain: order.Revision != repo.Commit);
        var waiting = new Queue<ModelFile>(files.Where(file => !File.Exists(cache.BlobPath(repo.Name, file))));
        foreach (var file in files.Except(waiting)) cache.Link(repo, file);
        await DrawAsync(bar.At(files.Count - waiting.Count));
        try
        {
            var problem = await FetchAsync(bar, waiting, files.Count, cancel);
            if (!order.Resumes) _active.ForEach(partial => partial.Remove());
            return problem;
        }
        finally
        {
            _active.ForEach(partial => partial.Dispose());
        }
    }

    private async Task<string?> FetchAsync(FetchBar bar, Queue<ModelFile> waiting, int count, CancellationToken cancel)
    {
        while (waiting.Count + _active.Count > 0)
        {
            if (run.Due is { } fault && Problem(fault) is { } problem) return problem;
            var completed = await StepAsync(waiting, await run.NextAsync(cancel));
            if (completed is null) return DownloadWords.NoSpace;
            if (completed > 0) await DrawAsync(bar.At(count - waiting.Count - _active.Count));
        }

        return null;
    }

    private async Task DrawAsync(string bar)
    {
        if (order.ShowsBars) await output.WriteAsync(bar, isError: true);
    }

    // What could be moved is moved, also when new files come up meanwhile; null when the disk is full.
    private async Task<int?> StepAsync(Queue<ModelFile> waiting, long allowed)
    {
        var completed = 0;
        var free = disk.Free;
        do
        {
            while (_active.Count < AtOnce && waiting.TryDequeue(out var next)) await BeginAsync(next, free);
            for (var at = _active.Count; at > 0; at--)
            {
                var partial = _active[at - 1];
                var count = Math.Min(partial.Missing, Math.Max(allowed / at, Math.Min(allowed, 1)));
                var fits = Math.Min(count, free);
                partial.Append(fits);
                run.Move(fits);
                if (fits < count) return null;
                (allowed, free) = (allowed - count, free - count);
                if (partial.Missing > 0) continue;
                Complete(partial);
                completed++;
            }
        }
        while (allowed > 0 && waiting.Count + _active.Count > 0);

        return completed;
    }

    private async Task BeginAsync(ModelFile file, long free)
    {
        cache.Lock(repo.Name, file);
        var blob = cache.BlobPath(repo.Name, file);
        if (file.Size > free)
            await output.WriteAsync(
                DownloadWords.LittleSpace(Path.GetDirectoryName(blob)!, file.Size, free), isError: true);
        _active.Add(new(file, blob, order));
    }

    private void Complete(PartialBlob partial)
    {
        var isShort = partial.File.IsLarge && run.Due == TransferFault.Truncate;
        if (isShort) run.Meet();
        partial.Complete(isShort);
        cache.Link(repo, partial.File);
        _active.Remove(partial);
        partial.Dispose();
    }

    private static string? Problem(TransferFault fault) => fault switch
    {
        TransferFault.NoSpace => DownloadWords.NoSpace,
        TransferFault.NoNetwork => DownloadWords.NoNetwork,
        TransferFault.ConnectionLost => DownloadWords.ConnectionLost,
        _ => null
    };
}
