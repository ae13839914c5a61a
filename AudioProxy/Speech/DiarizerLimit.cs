using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speech;

/// <summary>What may be sent to the diarizer at once, whatever anybody has set.</summary>
internal static class DiarizerLimit
{
    /// <summary>
    /// Clips and all. The model card of Sortformer names 12 minutes: it hears all of it in one pass, whose memory grows
    /// with the square of its length, and the Spark has no other memory.
    /// </summary>
    public const int MostSeconds = 12 * 60;

    /// <summary>The same WAV, closed where it is refused.</summary>
    /// <exception cref="SpeechException">It is longer.</exception>
    public static WavStream Within(WavStream wav)
    {
        if (wav.Samples <= (long)MostSeconds * Pcm.Rate) return wav;

        wav.Dispose();
        throw new SpeechException(new SpeechFault.Refused(
            $"More than {MostSeconds / 60} minutes at once are never sent to the diarizer."));
    }
}
