namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// A recording as <see cref="Pcm"/>, decoded as far as it is read. A read gives any number of bytes, an odd one too;
/// what is wrong with the recording may show at its end, as an <see cref="AudioException"/>. Only asynchronous reads.
/// </summary>
internal abstract class PcmStream : Stream
{
    /// <summary>Seconds by the file's header; null when it does not say. The sound may be shorter or longer.</summary>
    public abstract double? Duration { get; }

    /// <summary>
    /// What is missing or broken though the rest can be heard, in a sentence for whoever reads the transcript; null
    /// when nothing is. Known when all is read.
    /// </summary>
    public string? Flaw { get; protected set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // Must be there: that of Stream reads synchronously.
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancel) =>
        ReadAsync(buffer.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Sound comes from a disk or another process: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
