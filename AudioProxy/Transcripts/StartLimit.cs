using SparkControl.AudioProxy.Lanes;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How long somebody waits for all that is needed to begin.</summary>
/// <param name="minutes">Null is as long as it takes.</param>
/// <param name="time">By which it is counted, from now on.</param>
internal sealed class StartLimit(int? minutes, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource late = minutes is { } most ? new(TimeSpan.FromMinutes(most), time) : new();

    /// <summary>Waits for a slot, but not for ever.</summary>
    /// <exception cref="TranscriptFailure">There was none in time: <c>busy</c>.</exception>
    public async Task<LaneTurn> AcquireAsync(Lane lane, Action<int> position, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            return await lane.AcquireAsync(position, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TranscriptFailure(TranscriptProblems.NoTurn(minutes ?? 0));
        }
    }

    public void Dispose() => late.Dispose();
}
