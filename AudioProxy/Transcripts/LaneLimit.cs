using SparkControl.AudioProxy.Lanes;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How long anybody waits for a first turn.</summary>
internal static class LaneLimit
{
    /// <summary>Waits for a slot, but not for ever.</summary>
    /// <exception cref="TranscriptFailure">There was none in time: <c>busy</c>.</exception>
    public static async Task<LaneTurn> AcquireInTimeAsync(
        this Lane lane, int minutes, Action<int> position, TimeProvider time, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(minutes), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            return await lane.AcquireAsync(position, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TranscriptFailure(TranscriptProblems.NoTurn(minutes));
        }
    }
}
