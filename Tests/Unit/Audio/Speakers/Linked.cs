using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;

namespace SparkControl.Tests.Unit.Audio.Speakers;

/// <summary>A recording whose speakers were linked from window to window, as the engine does it.</summary>
internal sealed class Linked
{
    public SpeakerMemory Memory { get; private set; } = SpeakerMemory.Empty;

    public List<string> Warnings { get; } = [];

    public List<SpeakerVerdict> Verdicts { get; } = [];

    /// <summary>The turns of each window.</summary>
    public List<IReadOnlyList<Turn>> Turns { get; } = [];

    /// <param name="talk">What is said.</param>
    /// <param name="windows">Where it is cut.</param>
    /// <param name="errors">How the diarizer errs, by window and attempt.</param>
    public static Linked Of(Talk talk, IEnumerable<AudioWindow> windows, Func<int, int, Errors>? errors = null)
    {
        var linked = new Linked();
        foreach (var window in windows) linked.Add(talk, window, errors ?? ((_, _) => new()));
        return linked;
    }

    /// <summary>The names that a person has, over the whole recording.</summary>
    public string[] NamesOf(Talk talk, string person) => [.. Turns
        .SelectMany(turns => turns)
        .Where(turn => turn.End - turn.Start > 0.5 && talk.PersonAt(turn.Start, turn.End) == person)
        .Select(turn => turn.Speaker)
        .Distinct()];

    private void Add(Talk talk, AudioWindow window, Func<int, int, Errors> errors)
    {
        SpeakerVerdict verdict;
        var attempt = 0;
        do
        {
            var prefix = Talk.PrefixFor(Memory, attempt);
            var heard = talk.Hear(Memory, window, prefix, errors(window.Number, attempt));
            verdict = new SpeakerLinker(new()).Judge(Memory, window, prefix, heard);
            Verdicts.Add(verdict);
        }
        while (verdict is SpeakerVerdict.Retry && attempt++ == 0);

        var outcome = (verdict as SpeakerVerdict.Accepted)?.Outcome ?? ((SpeakerVerdict.Doubtful)verdict).Outcome;
        // What is stored is as good as what was there.
        outcome = Wire.Read<SpeakerOutcome>(Wire.Write(outcome));
        Memory = outcome.Memory;
        Warnings.AddRange(outcome.Warnings);
        Turns.Add(outcome.Turns);
    }
}
