namespace SparkControl.AudioProxy.Speakers;

/// <summary>Which speakers labels sound like, one-to-one and the best for all of them together.</summary>
/// <param name="overlap">What the overlap says.</param>
/// <param name="rules">What counts as alike.</param>
internal sealed class VoiceMatch(OverlapEvidence overlap, VoiceRules rules)
{
    // Of the least gain there is: as alike as the threshold is alike.
    private const double Least = 1e-9;

    /// <summary>The speaker of each label that has one.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="taken">The speakers that are not to be had.</param>
    public IReadOnlyDictionary<string, string> Of(IEnumerable<Likeness> labels, IReadOnlySet<string> taken)
    {
        var gains = new Dictionary<(string, string), double>();
        foreach (var label in labels)
        {
            foreach (var alike in label.All.Where(alike => IsLike(label, alike) && !taken.Contains(alike.Name)))
            {
                if (Gain(label, alike) is > 0 and var gain) gains[(label.Label, alike.Name)] = gain;
            }
        }

        return BestMatch.Of(gains);
    }

    /// <summary>Whether a label may be somebody: nobody else is so much more alike that it cannot.</summary>
    public bool IsLike(Likeness label, Alike alike) => alike.Cosine >= rules.Threshold
        && (alike == label.Best || label.Best!.Cosine - alike.Cosine < rules.Margin);

    // Who does not get the most alike is new rather than somebody whom the voice hardly is like. Where the voice leaves
    // a doubt, the overlap is worth a margin.
    private double Gain(Likeness label, Alike alike)
    {
        var cosine = alike.Cosine + (overlap.NameOf(label.Label) == alike.Name ? rules.Margin : 0);
        return cosine - rules.Threshold - (label.Best!.Cosine - cosine) + Least;
    }
}
