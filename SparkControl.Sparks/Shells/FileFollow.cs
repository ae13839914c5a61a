using System.Globalization;
using System.Runtime.CompilerServices;

namespace SparkControl.Sparks;

/// <summary>Follows a file over as many channels as it takes, at the offset reached.</summary>
internal static class FileFollow
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="open">
    /// A new channel; null while the node cannot be reached. Throws when the shell was disposed.
    /// </param>
    /// <param name="path">The file.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Func<CancellationToken, Task<IShellChannel?>> open, string path, long offset, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            if (await open(cancel) is { } channel)
            {
                await using var _ = channel;
                var reader = new BlockReader(channel);
                if (await BeginsAsync(reader, path, offset, cancel))
                {
                    while (await reader.NextAsync(cancel) is { Length: > 0 } block)
                    {
                        offset += block.Length;
                        pause = TimeSpan.FromMilliseconds(100);
                        yield return block;
                    }
                }
            }

            // The file is not there yet, the follow has had its five minutes, or the node is away.
            await Task.Delay(pause, time, cancel);
            pause = pause * 2 < Patience ? pause * 2 : Patience;
        }
    }

    private static string Source(string path, long offset) => string.Create(
        CultureInfo.InvariantCulture,
        $"timeout 300 tail --pid=\"$ward\" -c +{offset + 1} -f {ShellQuote.Path(path)}");

    private static async Task<bool> BeginsAsync(BlockReader reader, string path, long offset, CancellationToken cancel)
    {
        try
        {
            await reader.BeginAsync(_ => Source(path, offset), cancel);
            return true;
        }
        catch (Exception broke) when (ChannelFailure.Is(broke) && !cancel.IsCancellationRequested)
        {
            return false; // the connection broke before the first byte
        }
    }
}
