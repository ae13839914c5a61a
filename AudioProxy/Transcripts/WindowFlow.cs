using System.Threading.Channels;
using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Uploads;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// The windows of one recording through both lanes and together again. Two are on their way at most: the decoder stands
/// still until one is done.
/// </summary>
internal sealed class WindowFlow(RunContext run, Upload upload, WindowPlan plan) : IDisposable
{
    private const int OnTheirWay = 2, FewWords = 5;

    private readonly Channel<WindowTask> toWords = New(), toSpeakers = New(), toJoin = New();
    private readonly SemaphoreSlim room = new(OnTheirWay);
    private readonly TranscriptJoin join = new(run.Order.HasSpeakers, Pcm.Seconds(plan.Overlap));

    private (double From, double To)? unnamed;

    private int Users => run.Order.HasSpeakers ? 2 : 1;

    /// <summary>Returns when all blocks are settled.</summary>
    /// <param name="first">The slot that allows it to begin.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    public async Task RunAsync(LaneTurn first, CancellationToken cancel)
    {
        var together = new Together(cancel);
        await together.RunAsync(
            CutAsync,
            stop => new WordsLoop(run, first).RunAsync(toWords.Reader.ReadAllAsync(stop), stop),
            stop => new SpeakersLoop(run).RunAsync(toSpeakers.Reader.ReadAllAsync(stop), stop),
            JoinAsync);
    }

    public void Dispose() => room.Dispose();

    private async Task CutAsync(CancellationToken cancel)
    {
        await using var sound = await run.Parts.Sources.OpenAsync(upload.Kind, upload.Path, cancel);
        var cutter = new WindowCutter(plan, upload.Folder.Path);
        await room.WaitAsync(cancel);
        await foreach (var window in cutter.CutAsync(sound, cancel))
        {
            Send(new(window, Users, () => room.Release()));
            run.Transcript.Update(state => state with { DecodedSeconds = Pcm.Seconds(cutter.SamplesRead) });
            await room.WaitAsync(cancel);
        }

        foreach (var lane in new[] { toWords, toSpeakers, toJoin }) lane.Writer.Complete();
        if (cutter.SamplesRead == 0) throw new AudioException(AudioProblem.Empty);
        if (sound.Flaw is { } flaw) run.Warn(flaw);
        run.Transcript.Update(state => state with { Duration = Pcm.Seconds(cutter.SamplesRead) });
    }

    private void Send(WindowTask task)
    {
        toWords.Writer.TryWrite(task);
        if (run.Order.HasSpeakers) toSpeakers.Writer.TryWrite(task);
        else task.Speakers.SetResult(null);
        toJoin.Writer.TryWrite(task);
    }

    private async Task JoinAsync(CancellationToken cancel)
    {
        var areKnown = false;
        await foreach (var task in toJoin.Reader.ReadAllAsync(cancel))
        {
            var heard = await task.Words.Task.WaitAsync(cancel);
            var speakers = await task.Speakers.Task.WaitAsync(cancel);
            if (speakers is not null && IsUnnamed(task.Window, heard, speakers.Turns))
            {
                // As good as no answer: nobody is to be given what another one may have said without a warning.
                unnamed = (unnamed?.From ?? task.Window.StartSeconds, task.Window.EndSeconds);
                speakers = null;
            }
            else
            {
                WarnOfUnnamed();
            }

            areKnown |= speakers is not null;
            Tell(join.Add(task.Window, heard, speakers?.Turns ?? (areKnown ? [] : Alone(task.Window))));
        }

        WarnOfUnnamed();
        Tell(join.Finish());
        if (join.HasDoubles)
            run.Warn("The server gives no times of words: what was said where two windows meet may be there twice.");
    }

    private void WarnOfUnnamed()
    {
        if (unnamed is var (from, to)) run.Warn(TranscriptProblems.NobodyHeard(from, to));
        unnamed = null;
    }

    // Of what the window before has not heard. A sigh or a cough that was taken for a word is nobody's.
    private static bool IsUnnamed(AudioWindow window, HeardText heard, IReadOnlyList<Turn> turns)
    {
        if (heard.Words.Count == 0) return turns.Count == 0 && heard.Text.Split(' ').Length >= FewWords;

        var (own, sweep) = (Pcm.Seconds(window.OverlapUntil), new TurnSweep(turns));
        var words = heard.Words.Where(word => word.Start >= own).ToList();
        return words.Count >= FewWords && words.All(word => sweep.SpeakerOf(word) is null);
    }

    // Where nobody was ever told apart all of it is one's: nothing has to wait for a first speaker to be known.
    private static Turn[] Alone(AudioWindow window) =>
        [new(TurnMerger.Alone, window.StartSeconds, window.EndSeconds)];

    private void Tell(IReadOnlyList<Block> settled)
    {
        Segment[] segments = [.. settled.Select(Segment.Of)];
        run.Transcript.Add(segments);
        run.Transcript.Update(state => state with
        {
            SpeakersDetected = [.. state.SpeakersDetected.Union(segments.Select(segment => segment.Speaker))]
        });
    }

    private static Channel<WindowTask> New() =>
        Channel.CreateUnbounded<WindowTask>(new() { SingleReader = true, SingleWriter = true });
}
