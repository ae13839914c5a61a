namespace SparkControl.AudioProxy.Windows;

/// <summary>
/// A file of samples as a WAV file, with other samples before it where wanted. Nothing of it is held in memory, its
/// length is known, and it can be sent again from the beginning.
/// </summary>
internal sealed class WavStream : Stream
{
    private readonly byte[] head;
    private readonly FileStream file;
    private long position;

    private WavStream(ReadOnlySpan<byte> prefix, FileStream file)
    {
        this.file = file;
        head = [.. WavHeader.For((prefix.Length + file.Length) / Pcm.BytesPerSample), .. prefix];
    }

    /// <summary>Samples in it, those before the file's too.</summary>
    public long Samples => (Length - WavHeader.Size) / Pcm.BytesPerSample;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => head.Length + file.Length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <param name="path">A file of samples without a header.</param>
    /// <param name="prefix">Samples that come before those.</param>
    public static WavStream Open(string path, ReadOnlySpan<byte> prefix = default)
    {
        // Pieces as large as they are asked for: a buffer of its own would only copy.
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        return new(prefix, file);
    }

    public override int Read(Span<byte> buffer)
    {
        var got = position < head.Length ? ReadHead(buffer) : AtPosition().Read(buffer);
        position += got;
        return got;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var got = position < head.Length
            ? ReadHead(buffer.Span)
            : await AtPosition().ReadAsync(buffer, cancellationToken);
        position += got;
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private int ReadHead(Span<byte> buffer)
    {
        var rest = head.AsSpan((int)position);
        var got = Math.Min(rest.Length, buffer.Length);
        rest[..got].CopyTo(buffer);
        return got;
    }

    private FileStream AtPosition()
    {
        var at = position - head.Length;
        if (file.Position != at) file.Position = at;
        return file;
    }
}
