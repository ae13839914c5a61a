using System.Buffers.Binary;

namespace SparkControl.Simulator.Hub;

/// <summary>So many bytes that follow from a seed, wherever one begins to read; zeros without one.</summary>
internal sealed class PatternStream(ulong? seed, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(length - Position, 0, buffer.Length);
        if (seed is { } known) Fill(known, Position, buffer[..count]);
        else buffer[..count].Clear();
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void Fill(ulong seed, long position, Span<byte> into)
    {
        Span<byte> word = stackalloc byte[8];
        while (!into.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Mix(seed + (ulong)(position / 8)));
            var part = word[(int)(position % 8)..];
            var count = Math.Min(part.Length, into.Length);
            part[..count].CopyTo(into);
            into = into[count..];
            position += count;
        }
    }

    // splitmix64: cheap, and nothing that could be compressed.
    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
