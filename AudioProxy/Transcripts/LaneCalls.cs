using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Asks a server about windows in the lane's turn. The slot is held for one answer and given back before anything is
/// waited for, so that a server which is busy keeps nobody else waiting.
/// </summary>
internal sealed class LaneCalls(Lane lane, SpeechNews news, TranscriptTimes times, TimeProvider time)
{
    /// <param name="turn">A slot that was waited for already; null to wait for one. It is given back.</param>
    /// <param name="ask">Asks once; called again where another try may pass.</param>
    /// <param name="cancel">Ends the waiting and the asking.</param>
    /// <param name="waits">Whether a server that is gone is waited for.</param>
    /// <param name="waitsForBusy">Whether one that is busy with something else is.</param>
    /// <param name="isJob">
    /// Whether one whose GPU has failed is waited for, too: whoever waits himself is told at once, and sends it again.
    /// </param>
    /// <exception cref="SpeechException">It does not answer as it should, however often it is asked.</exception>
    public async Task<T> AskAsync<T>(
        LaneTurn? turn, Func<CancellationToken, Task<T>> ask, CancellationToken cancel, bool waits = true,
        bool waitsForBusy = true, bool isJob = false)
    {
        var tries = new Tries(
            waits ? times.SpeechAway : TimeSpan.Zero, waitsForBusy ? times.SpeechBusy : TimeSpan.Zero,
            Mending: isJob ? times.SpeechAway : TimeSpan.Zero);
        while (true)
        {
            SpeechFault fault;
            try
            {
                await using var held = turn ?? await lane.AcquireAsync(_ => { }, cancel);
                turn = null;
                return await AskOnceAsync(held, ask, cancel);
            }
            catch (SpeechException failure)
            {
                fault = failure.Fault;
                if (fault is SpeechFault.SlotLost) continue;
                if (fault is SpeechFault.Wedged) await news.WedgedAsync(fault.Reason);
                if (tries.After(fault, out var pause) is not { } next) throw;

                tries = next;
                await Task.Delay(pause, time, cancel);
            }
        }
    }

    // A slot that another one has by now must not be worked in: the same is asked again in a later one.
    private static async Task<T> AskOnceAsync<T>(
        LaneTurn held, Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, held.Lost);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new SpeechException(new SpeechFault.SlotLost());
        }
    }
}
