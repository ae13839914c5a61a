using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Makes names of a window's labels: its turns by name, what was learnt of each speaker, what to warn of.
/// </summary>
internal sealed record WindowNaming(
    SpeakerMemory Memory,
    AudioWindow Window,
    HeardCall Call,
    IReadOnlyDictionary<string, Voice> Voices,
    bool FourLabels)
{
    // More than any overlap.
    private const double KeptSeconds = 60;

    /// <param name="names">Who the labels are; those that are not in it are new.</param>
    /// <param name="learns">Whether clips may be taken from this window.</param>
    public SpeakerVerdict Settle(LabelNames names, bool learns)
    {
        var all = WithNew(names.Known);
        var turns = Call.Turns.Select(turn => turn with { Speaker = all[turn.Speaker] }).ToList();
        var saysFour = FourLabels && !Memory.FourHeard;
        var outcome = new SpeakerOutcome
        {
            Turns = turns,
            Memory = new()
            {
                Known = Known(names, all, turns, learns),
                Overlap = [.. turns.Where(turn => turn.End > Window.EndSeconds - KeptSeconds)],
                Contested = [.. Call.Labels.Where(names.IsContested).Select(label => all[label])],
                FourHeard = Memory.FourHeard || FourLabels
            },
            Warnings = SpeakerWarnings.Of(Window, Call, names, all, saysFour)
        };
        return names.Doubts.Count == 0 ? new SpeakerVerdict.Accepted(outcome) : new SpeakerVerdict.Doubtful(outcome);
    }

    private Dictionary<string, string> WithNew(IReadOnlyDictionary<string, string> known)
    {
        var names = new Dictionary<string, string>();
        var next = Memory.Known.Count;
        foreach (var label in Call.Labels) names[label] = known.GetValueOrDefault(label) ?? $"Speaker_{next++}";
        return names;
    }

    private List<KnownSpeaker> Known(LabelNames names, Dictionary<string, string> all, List<Turn> turns, bool learns)
    {
        var known = Memory.Known.ToList();
        foreach (var (label, name) in all)
        {
            var isSure = !names.IsDoubtful(label);
            var place = known.FindIndex(speaker => speaker.Name == name);
            var before = place >= 0 ? known[place] : New(label, name, isSure);
            var now = before with { LastHeard = turns.Last(turn => turn.Speaker == name).End };
            if (isSure) now = Learn(now, label, turns, learns);
            if (place >= 0) known[place] = now;
            else known.Add(now);
        }

        return known;
    }

    private KnownSpeaker New(string label, string name, bool isSure) => new()
    {
        Name = name,
        LastHeard = 0,
        IsDoubtful = !isSure,
        // Doubtful or not, this is what the bearer of the name sounds like.
        Voice = Voices.GetValueOrDefault(label)
    };

    private KnownSpeaker Learn(KnownSpeaker speaker, string label, List<Turn> turns, bool learns) => speaker with
    {
        IsDoubtful = false,
        Clips = learns ? ClipSearch.Keep(speaker.Clips, ClipSearch.In(Window, speaker.Name, turns)) : speaker.Clips,
        Voice = Voices.GetValueOrDefault(label) is { } voice && Memory.Known.Any(known => known.Name == speaker.Name)
            ? speaker.Voice?.With(voice) ?? voice
            : speaker.Voice
    };
}
