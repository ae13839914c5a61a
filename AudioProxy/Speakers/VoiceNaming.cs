using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Names labels by their fingerprints, one-to-one: much speech before little, then so that all together are most alike.
/// What the overlap says counts where the fingerprints alone would leave a doubt.
/// </summary>
/// <param name="overlap">What the overlap says.</param>
/// <param name="rules">What counts as alike.</param>
internal sealed class VoiceNaming(OverlapEvidence overlap, VoiceRules rules)
{
    // A few words are less like their own speaker than many.
    private const double ShortShare = 2.0 / 3;

    private readonly VoiceMatch match = new(overlap, rules);
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
    public LabelNames Name(IReadOnlyList<Likeness> labels)
    {
        var inTurn = labels.OrderByDescending(label => label.Best?.Cosine ?? -1).ToLookup(label => label.IsShort);
        var matched = new List<Likeness>();
        foreach (var group in new[] { inTurn[false], inTurn[true] })
        {
            foreach (var (label, name) in match.Of(group, names.Values.ToHashSet())) names[label] = name;
            matched.AddRange(group.Where(label => names.ContainsKey(label.Label)));
            foreach (var label in group.Except(matched)) NameElse(label);
        }

        var certain = new VoiceDoubts(labels, names, match, overlap, rules.Margin);
        doubts.AddRange(matched.Select(certain.Of).OfType<NameDoubt>());
        return new(names, [.. labels.SelectMany(label => doubts.Where(doubt => doubt.Label == label.Label))]);
    }

    // By something else than its voice.
    private void NameElse(Likeness label)
    {
        // Whoever has another label already cannot have this one too, but the diarizer may have split a voice.
        var rival = label.Best?.Cosine >= rules.Threshold ? label.Best : label.BestWithout(names.Values);
        if (overlap.NameOf(label.Label) is { } name && !names.ContainsValue(name)) NameByOverlap(label, rival, name);
        else if (label.IsShort) NameShort(label);
        else if (rival is not null && IsNear(rival)) doubts.Add(new(label.Label, DoubtKind.Alike, rival.Name));
    }

    private void NameByOverlap(Likeness label, Alike? rival, string heard)
    {
        names[label.Label] = heard;
        var cosine = label.IsShort ? null : label.To(heard);
        var isLike = rival?.Cosine >= rules.Threshold || (cosine is not null && rival is not null && IsNear(rival));
        if (isLike && rival!.Name != heard) doubts.Add(new(label.Label, DoubtKind.Alike, rival.Name));
        else if (cosine < rules.Threshold - rules.Margin) doubts.Add(new(label.Label, DoubtKind.Unrecognised));
        else if (!overlap.IsSure(heard)) doubts.Add(new(label.Label, DoubtKind.Told));
    }

    private void NameShort(Likeness label)
    {
        var best = label.BestWithout(names.Values);
        var isAlike = best?.Cosine >= rules.Threshold * ShortShare;
        if (isAlike && !(best!.Cosine - label.BestWithout([best.Name])?.Cosine < rules.Margin))
            names[label.Label] = best.Name;
        doubts.Add(new(label.Label, DoubtKind.Short));
    }

    private bool IsNear(Alike alike) => alike.Cosine >= rules.Threshold - rules.Margin;
}
