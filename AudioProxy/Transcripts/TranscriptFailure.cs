namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript cannot be finished, for a reason that whoever wants it is told.</summary>
internal sealed class TranscriptFailure(TranscriptProblem problem, Exception? cause = null)
    : Exception($"{problem.Title}. {problem.Detail}", cause)
{
    public TranscriptProblem Problem { get; } = problem;
}
