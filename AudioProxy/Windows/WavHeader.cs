using System.Buffers.Binary;

namespace SparkControl.AudioProxy.Windows;

/// <summary>What stands before the samples of a WAV file.</summary>
internal static class WavHeader
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 44;

    /// <param name="samples">How many follow; a WAV file holds 2,147,483,629 of them at most, or 37 hours.</param>
    public static byte[] For(long samples)
    {
        var bytes = checked((uint)(samples * Pcm.BytesPerSample));
        var header = new byte[Size];
        var fields = header.AsSpan();
        "RIFF"u8.CopyTo(fields);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[4..], checked(bytes + Size - 8));
        "WAVEfmt "u8.CopyTo(fields[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[24..], Pcm.Rate);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[28..], Pcm.Rate * Pcm.BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[32..], Pcm.BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[34..], 8 * Pcm.BytesPerSample);
        "data"u8.CopyTo(fields[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[40..], bytes);
        return header;
    }
}
