namespace SparkControl.AudioProxy.Speakers;

/// <summary>A stretch of the recording in which one speaker alone is heard, in samples from its beginning.</summary>
/// <param name="Start">Its first sample.</param>
/// <param name="End">The sample behind it.</param>
/// <param name="Window">The number of the window it was found in.</param>
/// <param name="Room">Seconds to the nearest speech of anybody else.</param>
internal sealed record Clip(long Start, long End, int Window, double Room)
{
    public long Samples => End - Start;

    /// <summary>So many seconds of it at most, from its middle.</summary>
    public Clip Middle(double seconds)
    {
        var spare = Math.Max(0, Samples - Pcm.Samples(seconds)) / 2;
        return this with { Start = Start + spare, End = End - spare };
    }
}
