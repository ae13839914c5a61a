using SparkControl.AudioProxy.Formats;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Where a transcript is. The last three are ends.</summary>
internal enum TranscriptPhase { Queued, Running, Done, Failed, Cancelled }

/// <summary>A transcript as it is stored and told; its text is in its parts.</summary>
internal sealed record TranscriptState
{
    public required string Id { get; init; }

    public required TranscriptPhase Phase { get; init; }

    /// <summary>As the client named it; null when it did not.</summary>
    public string? FileName { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>
    /// It goes on without its client and is listed; else somebody waits for it. What an older version has written does
    /// not say so and was listed.
    /// </summary>
    public bool IsJob { get; init; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null until it has ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>1 for who is next; null when it does not wait.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>Of the recording in seconds; null while it is not known.</summary>
    public double? Duration { get; init; }

    public double DecodedSeconds { get; init; }

    public double TranscribedSeconds { get; init; }

    /// <summary>Null where nobody tells speakers apart.</summary>
    public double? DiarizedSeconds { get; init; } = 0;

    /// <summary>Parts that are stored. Counted by <see cref="OwnedTranscript"/> when it writes.</summary>
    public long SegmentsCount { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<string> SpeakersDetected { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Null until they are known.</summary>
    public TranscriptModels? Models { get; init; }

    /// <summary>Why it failed or was cancelled; else null.</summary>
    public TranscriptProblem? Problem { get; init; }

    /// <summary>The same, ended.</summary>
    public TranscriptState Ended(TranscriptPhase phase, TranscriptProblem? problem, DateTimeOffset at) =>
        this with { Phase = phase, Problem = problem, EndedAt = at, QueuePosition = null };
}
