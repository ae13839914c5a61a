namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript as it lies in Redis.</summary>
/// <param name="Rev">Counts its writes.</param>
/// <param name="State">The state.</param>
internal sealed record StoredTranscript(long Rev, TranscriptState State);

/// <summary>A transcript and some of its parts, as they were at one moment.</summary>
/// <param name="Stored">The transcript.</param>
/// <param name="Parts">The parts as they were written, in JSON.</param>
internal sealed record TranscriptSlice(StoredTranscript Stored, IReadOnlyList<string> Parts)
{
    public TranscriptState State => Stored.State;
}
