using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Names labels by their fingerprints, one-to-one: much speech before little, then the most alike first. What the
/// overlap says counts where the fingerprints alone would leave a doubt.
/// </summary>
/// <param name="overlap">What the overlap says.</param>
/// <param name="rules">What counts as alike.</param>
internal sealed class VoiceNaming(OverlapEvidence overlap, VoiceRules rules)
{
    // A few words are less like their own speaker than many.
    private const double ShortShare = 2.0 / 3;

    private readonly Dictionary<string, string> names = [];
    private readonly List<NameDoubt> doubts = [];

    /// <summary>The voice of each label that the server gave a fingerprint of.</summary>
    public static Dictionary<string, Voice> Voices(HeardCall call, Diarization diarization)
    {
        var voices = new Dictionary<string, Voice>();
        foreach (var label in call.Labels)
        {
            if (!diarization.Fingerprints.TryGetValue(label, out var fingerprint)) continue;
            if (Voice.Of(fingerprint, call.When(label).Length) is { } voice) voices[label] = voice;
        }

        return voices;
    }

    /// <param name="labels">Every label of the window beside those who are known.</param>
    public LabelNames Name(IEnumerable<Likeness> labels)
    {
        var inTurn = labels.OrderBy(label => label.IsShort).ThenByDescending(label => label.Best?.Cosine ?? -1);
        foreach (var label in inTurn)
        {
            var best = label.BestWithout(names.Values);
            var heard = overlap.NameOf(label.Label) is { } name && !names.ContainsValue(name) ? name : null;
            if (best?.Cosine >= rules.Threshold) NameAlike(label, best, heard);
            else if (heard is not null) NameByOverlap(label, best, heard);
            else if (label.IsShort) NameShort(label, best);
            else NameNew(label, best);
        }

        return new(names, doubts);
    }

    private void NameAlike(Likeness label, Alike best, string? heard)
    {
        var next = Next(label, best);
        var isClear = next is null || best.Cosine - next.Cosine >= rules.Margin;
        names[label.Label] = !isClear && heard == next!.Name ? heard : best.Name;
        if (isClear || heard == best.Name || heard == next!.Name) return;

        doubts.Add(new(label.Label, DoubtKind.Alike, next.Name));
    }

    private void NameByOverlap(Likeness label, Alike? best, string heard)
    {
        names[label.Label] = heard;
        if (label.IsShort || label.To(heard) is not { } cosine) return;

        if (best!.Name != heard && IsNear(best)) doubts.Add(new(label.Label, DoubtKind.Alike, best.Name));
        else if (cosine < rules.Threshold - rules.Margin) doubts.Add(new(label.Label, DoubtKind.Unrecognised));
    }

    private void NameShort(Likeness label, Alike? best)
    {
        var isAlike = best?.Cosine >= rules.Threshold * ShortShare;
        if (isAlike && !(best!.Cosine - Next(label, best)?.Cosine < rules.Margin)) names[label.Label] = best.Name;
        doubts.Add(new(label.Label, DoubtKind.Short));
    }

    private void NameNew(Likeness label, Alike? best)
    {
        // Whoever has another label already cannot have this one too, but the diarizer may have split a voice.
        var rival = label.Best?.Cosine >= rules.Threshold ? label.Best : best;
        if (rival is not null && IsNear(rival)) doubts.Add(new(label.Label, DoubtKind.Alike, rival.Name));
    }

    private Alike? Next(Likeness label, Alike best) => label.BestWithout([.. names.Values, best.Name]);

    private bool IsNear(Alike alike) => alike.Cosine >= rules.Threshold - rules.Margin;
}
