using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Who the speakers of a window are among those of the windows before it. It decides and does nothing: memory goes in
/// and, with the outcome, comes out.
/// </summary>
/// <param name="rules">When two voices are one, where the server tells how they sound.</param>
internal sealed class SpeakerLinker(VoiceRules rules)
{
    /// <param name="memory">What the window before left; <see cref="SpeakerMemory.Empty"/> at the first one.</param>
    /// <param name="window">The window that was sent.</param>
    /// <param name="prefix">What was sent before it: <see cref="ClipStore.PrefixFor"/> of this memory.</param>
    /// <param name="diarization">The answer, as it came.</param>
    public SpeakerVerdict Judge(SpeakerMemory memory, AudioWindow window, Prefix prefix, Diarization diarization)
    {
        var call = HeardCall.Of(window, prefix, diarization);
        var voices = VoiceNaming.Voices(call, diarization);
        var naming = new WindowNaming(memory, window, call, voices, HasFourLabels(diarization));
        if (memory.Known.Count == 0 || call.Labels.Count == 0) return naming.Settle(LabelNames.AllNew, learns: true);

        var overlap = new OverlapEvidence(memory, window, call);
        if (voices.Count == 0 || memory.Known.All(speaker => speaker.Voice is null))
        {
            return JudgeByClips(naming, prefix, PrefixReading.Of(prefix, diarization.Turns), overlap);
        }

        var labels = call.Labels.Select(label => new Likeness(label, voices.GetValueOrDefault(label), memory.Known));
        return naming.Settle(new VoiceNaming(overlap, rules).Name([.. labels]), learns: true);
    }

    private static SpeakerVerdict JudgeByClips(
        WindowNaming naming, Prefix prefix, PrefixReading reading, OverlapEvidence overlap)
    {
        var others = prefix.Attempt == 0 ? ClipChoice.ToSend(naming.Memory, attempt: 1) : null;
        // Where voices decide no clips are sent. An answer without fingerprints needs them after all.
        if (prefix.Clips.Count == 0 && others is not null) return new SpeakerVerdict.Retry("nothing told who is who");

        var clips = new ClipNaming(naming.Call, prefix, reading, overlap, naming.Memory.Known);
        var names = clips.Names();
        var isAgainst = overlap.ObjectsTo(names);
        var problem = reading.Problem ?? (isAgainst ? "the seconds heard twice speak against the clips" : null);
        if (problem is not null && others is not null) return new SpeakerVerdict.Retry(problem);
        // One wrong clip says nothing against those of others.
        if (!isAgainst && (problem is null || reading.Held.Count > 0))
            return naming.Settle(clips.WithDoubts(names), learns: true);

        var doubts = naming.Call.Labels.Select(label => new NameDoubt(label, DoubtKind.Unrecognised));
        return naming.Settle(new(overlap.Name(naming.Call.Labels, taken: []), [.. doubts]), learns: false);
    }

    // Those in the clips count: a fifth voice in the window would have been given the label of one of them.
    private static bool HasFourLabels(Diarization diarization) =>
        diarization.Turns.Select(turn => turn.Speaker).Distinct().Count() >= ClipChoice.MostSpeakers;
}
