namespace SparkControl.AudioProxy.Speakers;

/// <summary>What the labels of a call are called.</summary>
/// <param name="Known">The speaker whose label it is, one-to-one; a label that is not in here is somebody new.</param>
/// <param name="Doubts">What is not certain about that.</param>
internal sealed record LabelNames(IReadOnlyDictionary<string, string> Known, IReadOnlyList<NameDoubt> Doubts)
{
    /// <summary>All are new, and that is no wonder.</summary>
    public static LabelNames AllNew { get; } = new(new Dictionary<string, string>(), []);

    /// <summary>Whether the name of a label, old or new, may be wrong.</summary>
    public bool IsDoubtful(string label) =>
        Doubts.Any(doubt => doubt.Label == label
            && doubt.Kind is not (DoubtKind.NotCompared or DoubtKind.OneClip or DoubtKind.Same));

    /// <summary>Whether a label's voice may as well be somebody else's.</summary>
    public bool IsContested(string label) =>
        Doubts.Any(doubt => doubt.Label == label
            && doubt.Kind is (DoubtKind.Alike or DoubtKind.Contested or DoubtKind.Told));
}
