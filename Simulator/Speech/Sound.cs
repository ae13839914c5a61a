using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SparkControl.Simulator.Speech;

/// <summary>Audio as a service takes it in: one channel of 16-bit samples, -1 to 1 as ±32767.</summary>
internal sealed record Sound(short[] Samples, int Rate)
{
    private const int Pcm = 1, Extensible = 0xFFFE;

    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>Reads a WAV file of 16-bit PCM, of which it takes the first channel; null when it is none.</summary>
    public static Sound? FromWav(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8)) return null;
        var (rate, channels) = (0, 0);
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            // Who streams a WAV does not know its length, and writes the largest there is.
            var body = rest[8..(int)Math.Min(rest.Length, length + 8L)];
            if (rest[..4].SequenceEqual("fmt "u8) && !IsReadable(body, out rate, out channels)) return null;
            if (rest[..4].SequenceEqual("data"u8)) return channels == 0 ? null : new(First(body, channels), rate);
            rest = rest[(int)Math.Min(rest.Length, 8L + length + length % 2)..];
        }

        return null;
    }

    /// <summary>As a WAV file.</summary>
    public byte[] ToWav()
    {
        var data = ToPcm();
        var file = new byte[44 + data.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 36 + data.Length);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), data.Length);
        data.CopyTo(file.AsSpan(44));
        return file;
    }

    /// <summary>The samples alone, little-endian.</summary>
    public byte[] ToPcm() => MemoryMarshal.AsBytes<short>(Samples).ToArray();

    private static bool IsReadable(ReadOnlySpan<byte> format, out int rate, out int channels)
    {
        (rate, channels) = (0, 0);
        if (format.Length < 16) return false;
        channels = BinaryPrimitives.ReadInt16LittleEndian(format[2..]);
        rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(format);
        return kind is Pcm or Extensible && BinaryPrimitives.ReadInt16LittleEndian(format[14..]) == 16 &&
            channels is > 0 and <= 8 && rate is >= 8000 and <= 192_000;
    }

    private static short[] First(ReadOnlySpan<byte> data, int channels)
    {
        var all = MemoryMarshal.Cast<byte, short>(data);
        if (channels == 1) return all.ToArray();
        var samples = new short[all.Length / channels];
        for (var i = 0; i < samples.Length; i++) samples[i] = all[i * channels];
        return samples;
    }
}
