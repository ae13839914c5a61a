using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SparkControl.Simulator.Speech;

/// <summary>Audio as a service makes it: one channel of 16-bit samples, -1 to 1 as ±32767.</summary>
internal sealed record Sound(short[] Samples, int Rate)
{
    private const int HeadLength = 44, Pcm = 1;

    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>As a WAV file.</summary>
    public byte[] ToWav() => [.. Head(Samples.Length * 2L, Rate), .. ToPcm()];

    /// <summary>The samples alone, little-endian.</summary>
    public byte[] ToPcm() => MemoryMarshal.AsBytes<short>(Samples).ToArray();

    /// <summary>What stands before the samples in a WAV file.</summary>
    /// <param name="length">Bytes of samples; above 4 GiB the largest number that there is room for.</param>
    /// <param name="rate">Samples a second.</param>
    public static byte[] Head(long length, int rate)
    {
        var head = new byte[HeadLength];
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), Size(HeadLength - 8 + length));
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(20), Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(34), 16);
        "data"u8.CopyTo(head.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(40), Size(length));
        return head;
    }

    private static uint Size(long bytes) => (uint)Math.Min(bytes, uint.MaxValue);
}
