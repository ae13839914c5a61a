using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Listening;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>A WAV file as the speech services read it, at once.</summary>
internal static class WavFile
{
    /// <summary>Null when they refuse it.</summary>
    public static async Task<Sound?> ReadAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        if (await WavReader.OpenAsync(stream, default) is not { } wav) return null;
        var samples = new List<short>();
        await wav.ReadAsync(block => samples.AddRange(block), default);
        return new([.. samples], wav.Rate);
    }
}
