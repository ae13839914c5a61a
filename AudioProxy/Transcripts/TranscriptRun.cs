using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Uploads;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>One recording from its first slot to its transcript.</summary>
/// <param name="run">What its parts have in common.</param>
/// <param name="upload">The recording; the run's own.</param>
/// <param name="plan">How it is cut.</param>
/// <param name="places">Where it waits for a place; null for one of a single window, which needs none.</param>
internal sealed partial class TranscriptRun(RunContext run, Upload upload, WindowPlan plan, Lane? places)
{
    private OwnedTranscript Transcript => run.Transcript;

    /// <summary>Works until the transcript has ended, whichever way.</summary>
    /// <param name="left">Whoever wanted it has gone: it is cancelled.</param>
    /// <param name="stopping">This process ends: it is interrupted.</param>
    public async Task WorkAsync(CancellationToken left, CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            left, stopping, Transcript.Cancelled, Transcript.Lost);
        var (phase, problem) = await OutcomeAsync(ends.Token, stopping);
        // Whoever sends the file again must not find its window files in the way, nor wait for Redis to see them gone.
        upload.Dispose();
        await Transcript.EndAsync(phase, problem, CancellationToken.None);
    }

    private async Task<(TranscriptPhase Phase, TranscriptProblem? Problem)> OutcomeAsync(
        CancellationToken ends, CancellationToken stopping)
    {
        try
        {
            using var limit = new StartLimit(run.Order.IsJob ? null : run.Settings.StartWaitMinutes, run.Parts.Time);
            await using var place = places is null ? null : await TurnAsync(limit, places, ends);
            await using var first = await TurnAsync(limit, run.Parts.Lanes.Transcription, ends);
            Transcript.Update(state => state with { Phase = TranscriptPhase.Running, QueuePosition = null });
            using var flow = new WindowFlow(run, upload, plan);
            await flow.RunAsync(first, ends);
            return (TranscriptPhase.Done, null);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            return stopping.IsCancellationRequested || Transcript.Lost.IsCancellationRequested
                ? (TranscriptPhase.Failed, TranscriptProblem.Interrupted)
                : (TranscriptPhase.Cancelled, TranscriptProblems.Cancelled);
        }
        catch (TranscriptFailure failure)
        {
            return (TranscriptPhase.Failed, failure.Problem);
        }
        catch (AudioException unheard)
        {
            return (TranscriptPhase.Failed, TranscriptProblems.Of(unheard.Problem));
        }
        catch (IOException full) when (Spool.IsFull(full))
        {
            return (TranscriptPhase.Failed, TranscriptProblems.Of(AudioProblem.DiskFull));
        }
        catch (Exception failure)
        {
            HasFailed(run.Parts.Logger, Transcript.State.Id, failure);
            return (TranscriptPhase.Failed, TranscriptProblems.Broken(Transcript.State.Id));
        }
    }

    // The permission to decode it whole, too. A job waits as long as it takes, because nobody is there to send it
    // again.
    private Task<LaneTurn> TurnAsync(StartLimit limit, Lane lane, CancellationToken ends) => limit.AcquireAsync(
        lane, place => Transcript.Update(state => state with { QueuePosition = place }), ends);

    [LoggerMessage(LogLevel.Error, "Transcript {Id} has failed")]
    private static partial void HasFailed(ILogger logger, string id, Exception failure);
}
