namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How long what belongs to a transcript lives.</summary>
internal sealed record TranscriptTimes
{
    /// <summary>A transcript that goes on without its client, after its last write.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>One that somebody waited for: it was answered.</summary>
    public TimeSpan AnsweredKept { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A finished window: longer than a recording of ten hours takes, and an hour beyond.</summary>
    public TimeSpan WindowKept { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The sign that somebody runs it.</summary>
    public TimeSpan OwnerLives { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often that is renewed, and how often each instance looks whether it is there.</summary>
    public TimeSpan Renews { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it may miss before the transcript is interrupted.</summary>
    public TimeSpan Ownerless { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long what is to be written waits for Redis.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a speech server may be gone in the middle of a recording, or its GPU fail in one that is a job: a
    /// restart takes half a minute.
    /// </summary>
    public TimeSpan SpeechAway { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a speech server may be busy with somebody else's for one window.</summary>
    public TimeSpan SpeechBusy { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// How long it may take over one window. The longest takes a tenth of its length, behind another client's: what
    /// takes longer has stopped.
    /// </summary>
    public TimeSpan SpeechSilent { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Between two writes: progress moves faster than anybody looks.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan KeptOf(TranscriptState state) => state.IsJob ? Kept : AnsweredKept;
}
