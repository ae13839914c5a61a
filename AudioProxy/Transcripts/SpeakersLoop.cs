using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Hears who speaks, window after window, and keeps their names over all of them.</summary>
/// <param name="run">The run it is of.</param>
internal sealed class SpeakersLoop(RunContext run)
{
    private readonly SpeakerLinker linker = new(new(run.Settings.VoiceThreshold, run.Settings.VoiceMargin));
    private readonly ClipStore clips = new();
    private SpeakerMemory memory = SpeakerMemory.Empty;
    private DiarizerOutage? outage;
    private bool isDeaf, isBusy;

    public async Task RunAsync(IAsyncEnumerable<WindowTask> windows, CancellationToken cancel)
    {
        await foreach (var task in windows.WithCancellation(cancel))
        {
            if (isDeaf && outage is { } since) Miss(task.Window, since.Reason);
            task.Speakers.SetResult(isDeaf ? null : await HearAsync(task, cancel));
            task.Leave();
        }

        TellOutage();
    }

    private async Task<SpeakerOutcome?> HearAsync(WindowTask task, CancellationToken cancel)
    {
        var window = task.Window;
        var hash = run.Hash.OfSpeakers(window, memory);
        var kept = await run.FindAsync<KeptSpeakers>(hash);
        if (kept is null)
        {
            kept = await TryAskAsync(task, cancel);
            if (kept is null) return null;

            // That nobody speaks is soon asked again, and may have been a fault.
            if (kept.Outcome.Turns.Count > 0) run.Transcript.Keep(hash, kept);
        }

        TellOutage();
        isBusy = false;
        // The first window needs no clips when it is the only one.
        if (!window.Last) await clips.KeepAsync(window, kept.Outcome.Memory, cancel);
        memory = kept.Outcome.Memory;
        run.Heard(window, kept);
        return kept.Outcome;
    }

    // Text without speakers is better than none. A diarizer that is gone may be back at the next window: it is not
    // waited for twice. One that hangs would hold up this recording and all others at each window: it is not asked
    // again.
    private async Task<KeptSpeakers?> TryAskAsync(WindowTask task, CancellationToken cancel)
    {
        try
        {
            return await AskAsync(task.Window, cancel);
        }
        catch (SpeechException failure) when (failure.Fault is SpeechFault.Missing)
        {
            TellOutage();
            isDeaf = true;
            run.Transcript.Update(state => state with { DiarizedSeconds = null });
            run.Warn(TranscriptProblems.NoDiarizer(task.Window));
            return null;
        }
        catch (SpeechException failure) when (failure.Fault is SpeechFault.Unreachable or SpeechFault.Busy)
        {
            isDeaf = failure.Fault is SpeechFault.Unreachable { Outage: Outage.Silent };
            isBusy = failure.Fault is SpeechFault.Busy;
            Miss(task.Window, $"{(isBusy ? "It was busy with something else: " : "")}{failure.Fault.Reason}");
            return null;
        }
        catch (SpeechException failure)
        {
            throw TranscriptProblems.Of(failure.Fault, task.Minutes, "searched for speakers");
        }
    }

    private void Miss(AudioWindow window, string reason)
    {
        outage = outage is { } since
            ? since with { End = window.EndSeconds }
            : new(window.StartSeconds, window.EndSeconds, reason);
        run.Transcript.Update(state => state with { DiarizedSeconds = window.EndSeconds });
    }

    private void TellOutage()
    {
        if (outage is { } over) run.Warn(TranscriptProblems.NoSpeakers(over));
        outage = null;
    }

    private async Task<KeptSpeakers> AskAsync(AudioWindow window, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            var prefix = clips.PrefixFor(memory, attempt);
            var heard = await run.Parts.Lanes.Speakers.AskAsync(
                null,
                asking => run.Parts.Parakeet.DiarizeAsync(() => WavStream.Open(window.Path, prefix.Bytes.Span), asking),
                cancel, waits: outage is null, waitsForBusy: !isBusy, isJob: run.Order.IsJob);
            switch (linker.Judge(memory, window, prefix, heard))
            {
                case SpeakerVerdict.Retry retry:
                    run.AskedAgain(window.Number, retry.Reason);
                    break;
                case SpeakerVerdict.Doubtful doubtful:
                    return new(doubtful.Outcome, heard.Model);
                case SpeakerVerdict.Accepted accepted:
                    return new(accepted.Outcome, heard.Model);
            }
        }
    }
}
