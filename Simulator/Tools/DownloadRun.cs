using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// One <c>hf download</c> under way: eight files at once share the rate, what is complete is kept, what is not goes on
/// by plain HTTP and begins anew by xet.
/// </summary>
internal sealed class DownloadRun(
    HuggingFaceCache cache, NodeDisk disk, HubRepo repo, TransferRun run, DownloadOrder order, Relay output)
{
    private const int AtOnce = 8;

    private readonly List<PartialBlob> _active = [];

    /// <summary>Fetches what is missing; gives what it says when that fails, or null.</summary>
    public async Task<string?> GoAsync(FetchBar bar, IReadOnlyList<ModelFile> files, CancellationToken cancel)
    {
        cache.Refer(repo.Name);
        var waiting = new Queue<ModelFile>(files.Where(file => !File.Exists(cache.BlobPath(repo.Name, file))));
        foreach (var file in files.Except(waiting)) cache.Link(repo.Name, file);
        await output.WriteAsync(bar.At(files.Count - waiting.Count), isError: true);
        try
        {
            while (waiting.Count + _active.Count > 0)
            {
                if (run.Due is { } fault && Problem(fault) is { } problem) return problem;
                var completed = await StepAsync(waiting, await run.NextAsync(cancel));
                if (completed is null) return DownloadWords.NoSpace;
                if (completed > 0)
                    await output.WriteAsync(bar.At(files.Count - waiting.Count - _active.Count), isError: true);
            }
        }
        finally
        {
            foreach (var partial in _active) partial.Dispose();
        }

        return null;
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
        _active.Add(new(file, blob, goesOn: !(file.IsLarge && order.HasXet)));
    }

    private void Complete(PartialBlob partial)
    {
        var isShort = partial.File.IsLarge && run.Due == TransferFault.Truncate;
        if (isShort) run.Meet();
        partial.Complete(isShort);
        cache.Link(repo.Name, partial.File);
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
