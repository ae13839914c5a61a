namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Why there is no transcript, in the words of a problem document.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Title">What has happened.</param>
/// <param name="Detail">What a person can do.</param>
/// <param name="Status">The HTTP status of a request that waited for it.</param>
/// <param name="RetryAfterSeconds">When the same request may succeed; null when it will not by waiting.</param>
internal sealed record TranscriptProblem(
    string Code, string Title, string Detail, int Status, int? RetryAfterSeconds = null)
{
    /// <summary>The instance that ran it is gone.</summary>
    public static TranscriptProblem Interrupted { get; } = new(
        "interrupted", "The transcript was interrupted",
        $"The process that worked on it has gone. {TranscriptProblems.GoesOn}",
        StatusCodes.Status503ServiceUnavailable, 1);
}
