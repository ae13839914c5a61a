namespace SparkControl.AudioProxy;

/// <summary>The one format that sound has in here: 16 kHz, mono, signed 16 bit, little-endian.</summary>
internal static class Pcm
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    public const int BytesPerSample = 2;

    public static double Seconds(long samples) => (double)samples / Rate;

    /// <summary>The sample nearest to a moment.</summary>
    public static long Samples(double seconds) => (long)Math.Round(seconds * Rate);
}
