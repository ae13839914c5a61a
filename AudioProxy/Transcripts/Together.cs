using System.Runtime.ExceptionServices;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Works that need each other: when one fails the others end, and that one's failure is told.</summary>
internal sealed class Together(CancellationToken cancel)
{
    private ExceptionDispatchInfo? first;

    public async Task RunAsync(params Func<CancellationToken, Task>[] works)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(works.Select(work => RunAsync(work, stop)));
        first?.Throw();
    }

    private async Task RunAsync(Func<CancellationToken, Task> work, CancellationTokenSource stop)
    {
        try
        {
            await work(stop.Token);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(failure), null);
            await stop.CancelAsync();
        }
    }
}
