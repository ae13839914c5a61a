using System.Runtime.InteropServices;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>Where the clip of a speaker lies, in seconds from the beginning of what is sent.</summary>
internal sealed record PrefixClip(string Speaker, double Start, double End);

/// <summary>
/// What a diarizer hears before a window: a clip of each speaker, so that it labels those in the window alike. The idea
/// is the speaker-tracing buffer of Xue and others, 2020.
/// </summary>
internal sealed record Prefix
{
    /// <summary>Behind each clip, so that no turn reaches over two of them.</summary>
    public const double SilenceSeconds = 0.5;

    private const int FadeSamples = Pcm.Rate / 50;

    /// <summary>0, and 1 when the first answer was not accepted.</summary>
    public required int Attempt { get; init; }

    public required IReadOnlyList<PrefixClip> Clips { get; init; }

    /// <summary>Samples to send before those of the window.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How much later everything in the window is heard.</summary>
    public double Seconds => Pcm.Seconds(Bytes.Length / Pcm.BytesPerSample);

    /// <summary>Nothing: the window alone is sent.</summary>
    public static Prefix None(int attempt = 0) => new() { Attempt = attempt, Clips = [], Bytes = default };

    /// <param name="attempt">0, or 1 for the clips of the retry.</param>
    /// <param name="clips">Names and samples.</param>
    public static Prefix Of(int attempt, IEnumerable<(string Speaker, ReadOnlyMemory<byte> Samples)> clips)
    {
        var bytes = new List<byte>();
        var places = new List<PrefixClip>();
        foreach (var (speaker, samples) in clips)
        {
            var start = Pcm.Seconds(bytes.Count / Pcm.BytesPerSample);
            places.Add(new(speaker, start, start + Pcm.Seconds(samples.Length / Pcm.BytesPerSample)));
            bytes.AddRange(Faded(samples.Span));
            CollectionsMarshal.SetCount(bytes, bytes.Count + (int)Pcm.Samples(SilenceSeconds) * Pcm.BytesPerSample);
            CollectionsMarshal.AsSpan(bytes)[^((int)Pcm.Samples(SilenceSeconds) * Pcm.BytesPerSample)..].Clear();
        }

        return new() { Attempt = attempt, Clips = places, Bytes = bytes.ToArray() };
    }

    // A clip that begins and ends at once clicks, and a click is a sound like another.
    private static byte[] Faded(ReadOnlySpan<byte> pcm)
    {
        var bytes = pcm.ToArray();
        var samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        var fade = Math.Min(FadeSamples, samples.Length / 2);
        for (var i = 0; i < fade; i++)
        {
            samples[i] = (short)(samples[i] * i / fade);
            samples[^(i + 1)] = (short)(samples[^(i + 1)] * i / fade);
        }

        return bytes;
    }
}
