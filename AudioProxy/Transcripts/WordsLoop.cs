using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Hears what is said, window after window.</summary>
/// <param name="run">The run it is of.</param>
/// <param name="first">The slot with which it begins.</param>
internal sealed class WordsLoop(RunContext run, LaneTurn first)
{
    private LaneTurn? turn = first;

    public async Task RunAsync(IAsyncEnumerable<WindowTask> windows, CancellationToken cancel)
    {
        try
        {
            await foreach (var task in windows.WithCancellation(cancel))
            {
                task.Words.SetResult(await HearAsync(task, cancel));
                task.Leave();
            }
        }
        finally
        {
            if (turn is not null) await turn.DisposeAsync();
        }
    }

    private async Task<HeardText> HearAsync(WindowTask task, CancellationToken cancel)
    {
        var window = task.Window;
        var hash = run.Hash.OfWords(window);
        var heard = await run.FindAsync<HeardText>(hash);
        if (heard is null)
        {
            heard = await AskAsync(task, cancel);
            run.Transcript.Keep(hash, heard);
        }
        else if (turn is { } unused)
        {
            // Nobody is asked now: the next window waits for a turn of its own.
            turn = null;
            await unused.DisposeAsync();
        }

        run.Transcript.Update(state => state with
        {
            TranscribedSeconds = window.EndSeconds,
            Language = state.Language ?? Named(heard.Language)
        });
        return heard.At(window.StartSeconds, window.EndSeconds);
    }

    private async Task<HeardText> AskAsync(WindowTask task, CancellationToken cancel)
    {
        var held = turn;
        turn = null;
        try
        {
            return await run.Parts.Lanes.Words.AskAsync(
                held,
                asking => run.Parts.Parakeet.TranscribeAsync(
                    () => WavStream.Open(task.Window.Path), run.Settings.TranscriptionModel, run.Order.Language,
                    asking),
                cancel, isJob: run.Order.IsJob);
        }
        catch (SpeechException failure)
        {
            throw TranscriptProblems.Of(failure.Fault, task.Minutes, TranscriptProblems.Transcribed);
        }
    }

    // Some servers name what they were told to find out.
    private static string? Named(string? language) => language is null or "" or "auto" ? null : language;
}
