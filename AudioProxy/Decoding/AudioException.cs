namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// A recording cannot be used, which may show as late as at the end of a stream that is read already.
/// </summary>
internal sealed class AudioException(AudioProblem problem, Exception? cause = null)
    : Exception($"{problem.Title}. {problem.Detail}", cause)
{
    public AudioProblem Problem { get; } = problem;
}
