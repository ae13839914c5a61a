using Microsoft.Win32.SafeHandles;

namespace SparkControl.AudioProxy.Windows;

/// <summary>The file of a window that is still being written.</summary>
/// <param name="path">Where it is; what was there is replaced.</param>
/// <param name="start">The sample of the recording with which it begins.</param>
internal sealed class WindowFile(string path, long start) : IDisposable
{
    private readonly SafeFileHandle handle = File.OpenHandle(
        path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.Asynchronous);
    private long length;

    public string Path => path;

    public long Start => start;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> samples, CancellationToken cancel)
    {
        await RandomAccess.WriteAsync(handle, samples, length, cancel);
        length += samples.Length;
    }

    /// <summary>Appends what this one holds from the beginning of another one on to that.</summary>
    public async Task CopyToAsync(WindowFile next, Memory<byte> buffer, CancellationToken cancel)
    {
        for (var at = (next.Start - start) * Pcm.BytesPerSample; at < length;)
        {
            var got = await RandomAccess.ReadAsync(handle, buffer, at, cancel);
            if (got == 0) throw new EndOfStreamException($"{path} was cut while it was written.");

            await next.AppendAsync(buffer[..got], cancel);
            at += got;
        }
    }

    /// <summary>Leaves the file as it is up to a sample of the recording.</summary>
    public void CloseAt(long end)
    {
        RandomAccess.SetLength(handle, (end - start) * Pcm.BytesPerSample);
        handle.Dispose();
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        handle.Dispose();
        File.Delete(path);
    }
}
