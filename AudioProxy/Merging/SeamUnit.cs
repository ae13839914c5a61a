using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Merging;

/// <summary>The same stretch of speech as two windows heard it; one of them may have heard nothing.</summary>
internal sealed record SeamUnit(IReadOnlyList<SpokenWord> Earlier, IReadOnlyList<SpokenWord> Later)
{
    public double Start => Earlier.Concat(Later).Min(word => word.Start);

    public double End => Earlier.Concat(Later).Max(word => word.End);

    /// <summary>Both heard it, and wrote it alike.</summary>
    public bool IsAlike => Earlier.Select(word => word.Text).SequenceEqual(Later.Select(word => word.Text));

    /// <summary>What the earlier window heard or, where that is nothing, the later one.</summary>
    public IReadOnlyList<SpokenWord> AsEarlier => Earlier.Count > 0 ? Earlier : Later;

    public IReadOnlyList<SpokenWord> AsLater => Later.Count > 0 ? Later : Earlier;

    /// <summary>All words of both, in the order of time.</summary>
    public static IReadOnlyList<SeamUnit> Of(
        IReadOnlyList<SpokenWord> earlier, IReadOnlyList<SpokenWord> later, double slack)
    {
        var (units, ours, theirs) = (new List<SeamUnit>(), 0, 0);
        foreach (var (own, other) in SeamPairs.Of(earlier, later, slack))
        {
            AddUnlike(units, earlier.Skip(ours).Take(own - ours), later.Skip(theirs).Take(other - theirs));
            units.Add(new([earlier[own]], [later[other]]));
            (ours, theirs) = (own + 1, other + 1);
        }

        AddUnlike(units, earlier.Skip(ours), later.Skip(theirs));
        return units;
    }

    // What lies in the same time is one stretch heard in two ways, and only one of them can be right.
    private static void AddUnlike(
        List<SeamUnit> units, IEnumerable<SpokenWord> earlier, IEnumerable<SpokenWord> later)
    {
        List<SpokenWord> ours = [], theirs = [];
        SpokenWord? last = null;
        foreach (var (word, isOurs) in earlier.Select(word => (word, true)).Concat(later.Select(word => (word, false)))
            .OrderBy(heard => heard.word.Start))
        {
            if (last is not null && word.Middle >= last.End && last.Middle <= word.Start) Flush();
            (isOurs ? ours : theirs).Add(word);
            if (last is null || word.End > last.End) last = word;
        }

        Flush();

        void Flush()
        {
            if (last is not null) units.Add(new(ours, theirs));
            (ours, theirs, last) = ([], [], null);
        }
    }
}
