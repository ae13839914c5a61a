using System.Buffers.Binary;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>
/// A second and a half of sound that is no silence: silence passes on a GPU that has failed. Tones that rise, loud and
/// soft in turn as syllables are; a WAV of 16 kHz, mono, 16 bits.
/// </summary>
internal static class TestSound
{
    private const int Rate = 16_000, Samples = Rate * 3 / 2, Head = 44;
    private const double From = 200, To = 3000, Syllables = 5;

    /// <summary>The file.</summary>
    public static byte[] Wav { get; } = Build();

    private static byte[] Build()
    {
        var wav = new byte[Head + 2 * Samples];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), 2 * Samples);
        for (var i = 0; i < Samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(Head + 2 * i), (short)(Sound(i) * 12_000));
        return wav;
    }

    // The phase of a frequency that rises evenly grows with the square of the time.
    private static double Sound(int sample)
    {
        var part = (double)sample / Samples;
        var seconds = (double)sample / Rate;
        var loud = 0.5 - 0.5 * Math.Cos(Math.Tau * Syllables * part);
        return loud * Math.Sin(Math.Tau * (From + (To - From) * part / 2) * seconds);
    }
}
