using System.Runtime.InteropServices;

namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>A dialogue as 16-bit samples of one channel, made while they are read.</summary>
internal sealed class RecordingStream : Stream
{
    private const int Block = 8192;

    private readonly Mixer _mixer;
    private readonly byte[] _head;
    private readonly short[] _block = new short[Block];
    private readonly long _samples;
    private long _at, _first;
    private int _count;

    /// <param name="dialogue">What is heard.</param>
    /// <param name="hasHead">As a WAV file, or the samples alone.</param>
    public RecordingStream(Dialogue dialogue, bool hasHead)
    {
        _samples = (long)Math.Round(dialogue.Seconds * dialogue.Rate);
        _head = hasHead ? Sound.Head(_samples * 2, dialogue.Rate) : [];
        _mixer = new(dialogue.Words, dialogue.Rate, dialogue.Noise);
        Length = _head.Length + _samples * 2;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var rest = _at < _head.Length ? _head.AsSpan((int)_at) : Samples();
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _mixer.Dispose();
        base.Dispose(disposing);
    }

    // What is left of the block that is made, or of the next one.
    private Span<byte> Samples()
    {
        var at = _at - _head.Length;
        if (at == (_first + _count) * 2)
        {
            (_first, _count) = (_first + _count, (int)Math.Min(Block, _samples - _first - _count));
            _mixer.Fill(_block.AsSpan(0, _count));
        }

        return MemoryMarshal.AsBytes(_block.AsSpan(0, _count))[(int)(at - _first * 2)..];
    }
}
