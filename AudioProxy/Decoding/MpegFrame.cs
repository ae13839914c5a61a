using System.Buffers.Binary;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Headers of MPEG audio frames (ISO 11172-3, 13818-3) and of AAC's ADTS frames (ISO 13818-7).</summary>
internal static class MpegFrame
{
    // What does not change from frame to frame: sync, version, layer and rate; for ADTS also the profile.
    private const uint Constant = 0xFFFE_0C00, AdtsConstant = 0xFFFE_FC00;

    // kbit/s by index, for MPEG-1 layers I, II, III, then MPEG-2 layer I, then its layers II and III.
    private static readonly short[][] Rates =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    ];

    private static readonly int[] Samplings = [44_100, 48_000, 32_000];

    private const int Enough = 3;

    /// <summary>Whether frames of MPEG audio follow each other from here, three or as many as there are.</summary>
    public static bool IsRun(ReadOnlySpan<byte> bytes) => IsRun(bytes, 1, Length, Constant);

    /// <summary>
    /// The same where it was searched for: three at least, because one header is soon found in anything.
    /// </summary>
    public static bool IsFound(ReadOnlySpan<byte> bytes) => IsRun(bytes, Enough, Length, Constant);

    /// <summary>As <see cref="IsRun(ReadOnlySpan{byte})"/> for ADTS.</summary>
    public static bool IsAdtsRun(ReadOnlySpan<byte> bytes) => IsRun(bytes, 1, AdtsLength, AdtsConstant);

    private static bool IsRun(ReadOnlySpan<byte> bytes, int least, Func<uint, uint, int?> lengthOf, uint constant)
    {
        if (bytes.Length < 8) return false;
        var first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var frames = 0;
        for (; frames < Enough && bytes.Length >= 8; frames++)
        {
            var head = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if ((head & constant) != (first & constant)) return false;
            if (lengthOf(head, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])) is not { } length) return false;
            bytes = bytes[Math.Min(length, bytes.Length)..];
        }

        return frames >= least;
    }

    // Bytes of the frame; null when this is no header. A bit rate of its own ("free") is as good as none.
    private static int? Length(uint head, uint next)
    {
        var (version, layer) = ((head >> 19) & 3, 4 - (int)((head >> 17) & 3));
        var (rate, sampling) = ((head >> 12) & 15, (head >> 10) & 3);
        if (head >> 21 != 0x7FF || version == 1 || layer == 4 || rate is 0 or 15 || sampling == 3) return null;
        var isFirst = version == 3;
        var bits = 1000 * Rates[isFirst ? layer - 1 : layer == 1 ? 3 : 4][rate];
        var hertz = Samplings[sampling] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var padding = (int)((head >> 9) & 1);
        if (layer == 1) return 4 * (12 * bits / hertz + padding);
        return (layer == 3 && !isFirst ? 72 : 144) * bits / hertz + padding;
    }

    private static int? AdtsLength(uint head, uint next)
    {
        if ((head & 0xFFF6_0000) != 0xFFF0_0000 || ((head >> 10) & 15) > 12) return null;
        var length = (int)(((head & 3) << 11) | (next >> 21));
        return length >= 7 ? length : null;
    }
}
