using System.Collections.Concurrent;

namespace SparkControl.ControlApi.Jobs;

/// <summary>
/// The jobs that somebody wants to end. A runner writes <c>cancel_requested</c> when it has heard it; the request is
/// settled when the job has ended.
/// </summary>
internal sealed class JobCancels
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> asked = new();

    /// <summary>Cancelled when the job is to end.</summary>
    public CancellationToken Of(string id) => asked.GetOrAdd(id, _ => new()).Token;

    /// <summary>A job is to end.</summary>
    public void Ask(string id) => asked.GetOrAdd(id, _ => new()).Cancel();

    /// <summary>A job has ended.</summary>
    public void Forget(string id) => asked.TryRemove(id, out _);
}
