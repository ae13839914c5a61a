using System.Text;

namespace SparkControl.Tests.Unit.Audio.Decoding;

/// <summary>WAV files put together chunk by chunk, with whatever is wrong in them.</summary>
internal static class TestWav
{
    /// <summary>Chunks under a header of RIFF, or of another word.</summary>
    public static byte[] Of(string riff, params byte[][] chunks) =>
        [.. Encoding.ASCII.GetBytes(riff), .. BitConverter.GetBytes(4 + chunks.Sum(chunk => chunk.Length)), .. "WAVE"u8,
            .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Of(params byte[][] chunks) => Of("RIFF", chunks);

    /// <summary>A chunk, padded as it must be; its header may lie about its size.</summary>
    public static byte[] Chunk(string id, byte[] body, uint? size = null, bool isPadded = true) =>
        [.. Encoding.Latin1.GetBytes(id), .. BitConverter.GetBytes(size ?? (uint)body.Length), .. body,
            .. new byte[isPadded && size is null ? body.Length % 2 : 0]];

    /// <summary>The <c>fmt</c> chunk of plain samples: 1 whole numbers, 3 floats.</summary>
    public static byte[] Format(int channels = 1, int rate = 16_000, int bits = 16, int tag = 1) =>
        Chunk("fmt ", Fields(channels, rate, bits, tag));

    /// <summary>The same in WAVE_FORMAT_EXTENSIBLE.</summary>
    public static byte[] Extensible(int channels, int rate, int bits, int tag) => Chunk("fmt ",
        [.. Fields(channels, rate, bits, 0xFFFE), 22, 0, (byte)bits, 0, 0, 0, 0, 0, (byte)tag, 0,
            0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);

    public static byte[] Data(params short[] samples) => Chunk("data", Bytes(samples));

    public static byte[] Bytes(params short[] samples) => [.. samples.SelectMany(BitConverter.GetBytes)];

    /// <summary>A tone at half of full scale, in one channel of 16 bits.</summary>
    public static byte[] Tone(double hertz, int rate, double seconds) =>
        Of(Format(rate: rate), Data([.. Enumerable.Range(0, (int)(rate * seconds))
            .Select(i => (short)Math.Round(16_384 * Math.Sin(2 * Math.PI * hertz * i / rate)))]));

    private static byte[] Fields(int channels, int rate, int bits, int tag)
    {
        var frame = channels * ((bits + 7) / 8);
        return
        [
            .. BitConverter.GetBytes((ushort)tag), .. BitConverter.GetBytes((ushort)channels),
            .. BitConverter.GetBytes(rate),
            .. BitConverter.GetBytes(rate * frame), .. BitConverter.GetBytes((ushort)frame),
            .. BitConverter.GetBytes((ushort)bits)
        ];
    }
}
