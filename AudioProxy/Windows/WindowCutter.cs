using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SparkControl.AudioProxy.Windows;

/// <summary>
/// Cuts a stream of samples into windows while it comes. One finished window waits to be taken, and until it is the
/// stream is not read: whoever writes into it stands still. It takes the same memory whatever the length.
/// </summary>
/// <param name="plan">How long windows are.</param>
/// <param name="directory">Where their files are made; it exists.</param>
internal sealed class WindowCutter(WindowPlan plan, string directory)
{
    private long read;

    /// <summary>Samples that were read so far.</summary>
    public long SamplesRead => Interlocked.Read(ref read);

    /// <summary>
    /// The windows of a stream, in order; none when it is empty. A window that was taken is the taker's, file and all;
    /// what was not taken when the enumeration ends, for whatever reason, is removed. A sample of which only half
    /// came is none.
    /// </summary>
    /// <exception cref="IOException">The stream broke or the disk is full.</exception>
    public async IAsyncEnumerable<AudioWindow> CutAsync(
        Stream pcm, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var finished = Channel.CreateBounded<AudioWindow>(1);
        var cutting = WriteAllAsync(pcm, finished.Writer, stop.Token);
        try
        {
            await foreach (var window in finished.Reader.ReadAllAsync(cancel)) yield return window;
        }
        finally
        {
            await stop.CancelAsync();
            await cutting;
            while (finished.Reader.TryRead(out var untaken)) untaken.Delete();
        }
    }

    private async Task WriteAllAsync(Stream pcm, ChannelWriter<AudioWindow> finished, CancellationToken stop)
    {
        try
        {
            using var cut = new WindowCut(plan, directory, pcm, samples => Interlocked.Exchange(ref read, samples));
            // There is room again only when the window was taken.
            while (await finished.WaitToWriteAsync(stop) && await cut.NextAsync(stop) is { } window)
            {
                await finished.WriteAsync(window, stop);
            }

            finished.Complete();
        }
        catch (Exception failure)
        {
            // The reader throws it, after the windows that came before.
            finished.Complete(failure);
        }
    }
}
