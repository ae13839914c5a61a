using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Samples of a WAV file, of all its channels, as the mean of each frame: -1 to 1, as a rule.</summary>
internal static class Samples
{
    // Far above what anybody means, and far below what overflows when it is added up.
    private const float Loudest = 16;

    /// <param name="format">How they are written.</param>
    /// <param name="frames">Whole frames.</param>
    /// <param name="mono">As many as there are frames.</param>
    public static void Mix(WavFormat format, ReadOnlySpan<byte> frames, Span<float> mono)
    {
        switch (format.IsFloat, format.SampleBytes)
        {
            case (false, 1): Mix<Bits8>(format.Channels, frames, mono); break;
            case (false, 2): Mix<Bits16>(format.Channels, frames, mono); break;
            case (false, 3): Mix<Bits24>(format.Channels, frames, mono); break;
            case (false, 4): Mix<Bits32>(format.Channels, frames, mono); break;
            case (true, 4): Mix<Float32>(format.Channels, frames, mono); break;
            case (true, 8): Mix<Float64>(format.Channels, frames, mono); break;
            default: throw new ArgumentOutOfRangeException(nameof(format), format, "Nobody writes samples so.");
        }
    }

    private static void Mix<T>(int channels, ReadOnlySpan<byte> frames, Span<float> mono) where T : struct, ISample
    {
        var share = 1f / channels;
        for (var (i, at) = (0, 0); i < mono.Length; i++)
        {
            var sum = 0f;
            for (var channel = 0; channel < channels; channel++, at += T.Bytes) sum += T.Read(frames[at..]);
            mono[i] = sum * share;
        }
    }

    private interface ISample
    {
        static abstract int Bytes { get; }

        static abstract float Read(ReadOnlySpan<byte> at);
    }

    private readonly struct Bits8 : ISample
    {
        public static int Bytes => 1;
        public static float Read(ReadOnlySpan<byte> at) => (at[0] - 128) / 128f;
    }

    private readonly struct Bits16 : ISample
    {
        public static int Bytes => 2;
        public static float Read(ReadOnlySpan<byte> at) => MemoryMarshal.Read<short>(at) / 32_768f;
    }

    private readonly struct Bits24 : ISample
    {
        public static int Bytes => 3;
        public static float Read(ReadOnlySpan<byte> at) =>
            ((at[0] << 8) | (at[1] << 16) | (at[2] << 24)) / 2_147_483_648f;
    }

    private readonly struct Bits32 : ISample
    {
        public static int Bytes => 4;
        public static float Read(ReadOnlySpan<byte> at) => MemoryMarshal.Read<int>(at) / 2_147_483_648f;
    }

    private readonly struct Float32 : ISample
    {
        public static int Bytes => 4;
        public static float Read(ReadOnlySpan<byte> at) => Tame(MemoryMarshal.Read<float>(at));
    }

    private readonly struct Float64 : ISample
    {
        public static int Bytes => 8;
        public static float Read(ReadOnlySpan<byte> at) => Tame((float)MemoryMarshal.Read<double>(at));
    }

    // One that is no number would silence all that the filter reaches.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Tame(float sample) => float.IsNaN(sample) ? 0 : Math.Clamp(sample, -Loudest, Loudest);
}
