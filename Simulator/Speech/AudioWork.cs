namespace SparkControl.Simulator.Speech;

/// <summary>
/// How fast Parakeet's models are, and with how much memory: as of a GB10, unless a test says otherwise.
/// </summary>
public sealed record AudioWork
{
    private const double Gib = 1L << 30;

    /// <summary>Seconds of audio that become text in a second.</summary>
    public double TranscriptionSpeed { get; init; } = 100;

    /// <summary>Seconds of audio in which speakers are found in a second.</summary>
    public double DiarizationSpeed { get; init; } = 100;

    /// <summary>
    /// What a request may take beyond what the service holds, in GiB; null is all that is left on the node.
    /// </summary>
    public double? MemoryGib { get; init; }

    /// <summary>It answers a second request for the same model after the first, instead of letting it race.</summary>
    public bool Queues { get; init; }

    // Full attention: twice the audio takes four times the memory. Half an hour is still all right on an idle node.
    internal GpuRequest Transcribing(double seconds) => new(
        GpuModel.Transcriber, seconds / TranscriptionSpeed, (long)(Square(seconds / 60 / 24) * 20 * Gib))
    {
        Limit = Limit,
        Queues = Queues
    };

    // The whole file in one pass: up to twelve minutes pass beside every model, a quarter of an hour beside none.
    internal GpuRequest Diarizing(double seconds) => new(
        GpuModel.Diarizer,
        seconds / DiarizationSpeed,
        (long)((Square(seconds / 60 / 12) * 2.4 + Math.Max(0, seconds / 60 - 12) * 6) * Gib))
    {
        Limit = Limit,
        Queues = Queues
    };

    private long? Limit => (long?)(MemoryGib * Gib);

    private static double Square(double number) => number * number;
}
