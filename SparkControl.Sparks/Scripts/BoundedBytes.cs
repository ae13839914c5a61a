using System.Buffers;
using System.Text;

namespace SparkControl.Sparks;

/// <summary>The beginning of a stream, and its last bytes if wanted; the rest is read and dropped.</summary>
/// <param name="limit">How many bytes of the beginning are kept.</param>
/// <param name="kept">How many of the last are kept beside them.</param>
internal sealed class BoundedBytes(int limit, int kept = 0)
{
    private readonly ArrayBufferWriter<byte> head = new();
    private byte[] tail = [];

    public async Task FillAsync(Stream stream, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            Add(buffer.AsSpan(0, read));
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var fits = Math.Min(bytes.Length, limit + kept - head.WrittenCount);
        head.Write(bytes[..fits]);
        var over = bytes[fits..];
        if (over.IsEmpty || kept == 0) return;

        tail = [.. tail, .. over];
        if (tail.Length > kept) tail = tail[^kept..];
    }

    public override string ToString() =>
        Encoding.UTF8.GetString(head.WrittenSpan) + Encoding.UTF8.GetString(tail);
}
