using System.Buffers.Binary;

namespace SparkControl.AudioProxy.Voices;

/// <summary>What stands before the samples of a WAV with one channel of 16 bits.</summary>
/// <param name="Rate">Samples a second.</param>
/// <param name="Length">Bytes of samples; null when its writer did not know yet.</param>
internal sealed record WavHead(int Rate, long? Length)
{
    private const int Size = 44, FormatSize = 16, LongestChunk = 64 * 1024;
    private const uint Unknown = uint.MaxValue;

    /// <summary>Reads up to the first sample.</summary>
    /// <returns>Null when it is no such WAV.</returns>
    public static async Task<WavHead?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var riff = await TakeAsync(stream, 12, cancel);
        if (riff is null || !riff.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !riff.AsSpan(8, 4).SequenceEqual("WAVE"u8))
            return null;

        int? rate = null;
        while (await TakeAsync(stream, 8, cancel) is { } chunk)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            if (chunk.AsSpan(0, 4).SequenceEqual("data"u8))
                return rate is { } found ? new(found, size is 0 or Unknown ? null : size) : null;
            if (size > LongestChunk) return null;
            if (await TakeAsync(stream, (int)(size + size % 2), cancel) is not { } body) return null;
            if (chunk.AsSpan(0, 4).SequenceEqual("fmt "u8) && (rate = RateOf(body)) is null) return null;
        }

        return null;
    }

    /// <summary>Its bytes. A length that is not known is written as the greatest: players expect that.</summary>
    public byte[] ToBytes()
    {
        var head = new byte[Size];
        var data = Length is { } length and < Unknown - Size ? (uint)length : Unknown;
        "RIFF\0\0\0\0WAVEfmt "u8.CopyTo(head);
        Write(4, data == Unknown ? Unknown : data + Size - 8);
        Write(16, FormatSize);
        Write(20, 1 | (1 << 16));
        Write(24, (uint)Rate);
        Write(28, (uint)Rate * 2);
        Write(32, 2 | (16 << 16));
        "data"u8.CopyTo(head.AsSpan(36));
        Write(40, data);
        return head;

        void Write(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(at), value);
    }

    // Samples as they are (1), one channel, 16 bits.
    private static int? RateOf(ReadOnlySpan<byte> format) =>
        format.Length >= FormatSize
        && BinaryPrimitives.ReadInt32LittleEndian(format) == (1 | (1 << 16))
        && BinaryPrimitives.ReadInt16LittleEndian(format[14..]) == 16
        && BinaryPrimitives.ReadInt32LittleEndian(format[4..]) is >= 1000 and <= 384_000 and var rate
            ? rate
            : null;

    private static async Task<byte[]?> TakeAsync(Stream stream, int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        return await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancel) == count ? bytes : null;
    }
}
