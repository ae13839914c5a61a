namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What is wanted of a recording.</summary>
internal sealed record TranscriptOrder
{
    /// <summary>Null lets the model find out.</summary>
    public string? Language { get; init; }

    /// <summary>Whether it is told who speaks.</summary>
    public bool HasSpeakers { get; init; } = true;

    /// <summary>
    /// It goes on without its client and is listed. What somebody waits for is not: a dictation of another app is
    /// nobody else's to read.
    /// </summary>
    public bool IsJob { get; init; } = true;
}
