using System.Buffers.Binary;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>How samples stand in a WAV file, by its <c>fmt</c> chunk.</summary>
/// <param name="IsFloat">Else they are whole numbers.</param>
/// <param name="Channels">1 or more.</param>
/// <param name="Rate">Frames a second, 1 or more.</param>
/// <param name="SampleBytes">Of one channel.</param>
internal sealed record WavFormat(bool IsFloat, int Channels, int Rate, int SampleBytes)
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    // In the extensible form the encoding is the beginning of a GUID, whose rest says that it is one of those numbers.
    private const int SubFormat = 24;

    private static ReadOnlySpan<byte> GuidRest => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public int FrameBytes => Channels * SampleBytes;

    /// <summary>Reads a chunk's body; null when its samples are not ones that are mixed here.</summary>
    /// <exception cref="AudioException">It makes no sense.</exception>
    public static WavFormat? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16) throw new AudioException(AudioProblem.Damaged("the WAV header is too short"));
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        var frame = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (channels == 0 || rate == 0)
            throw new AudioException(AudioProblem.Damaged("the WAV header names no channels or no rate"));
        if (tag == Extensible && body.Length >= SubFormat + 16 && body[(SubFormat + 2)..].StartsWith(GuidRest))
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[SubFormat..]);
        // Of 20 bits those of three bytes are used that weigh most, so that the width of the container is the scale.
        var bytes = (bits + 7) / 8;
        var isOurs = channels <= 8 && rate is >= 4_000 and <= 192_000 && frame == channels * bytes
            && (tag == Pcm ? bytes is >= 1 and <= 4 : tag == Float && bits is 32 or 64);
        return isOurs ? new(tag == Float, channels, (int)rate, bytes) : null;
    }
}
