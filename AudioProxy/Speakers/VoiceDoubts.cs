namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// What is not certain about names that were given by voices: somebody else may be almost as much like a label, or
/// another label almost as much like the speaker.
/// </summary>
/// <param name="labels">All of the window.</param>
/// <param name="names">What they are called; those who are new are not in it.</param>
/// <param name="match">What counts as alike.</param>
/// <param name="overlap">What the overlap says.</param>
/// <param name="margin">How much clearer a name must be than the next.</param>
internal sealed class VoiceDoubts(
    IReadOnlyList<Likeness> labels, IReadOnlyDictionary<string, string> names, VoiceMatch match,
    OverlapEvidence overlap, double margin)
{
    /// <param name="label">One that was named by its voice.</param>
    /// <returns>Null when it is clear.</returns>
    public NameDoubt? Of(Likeness label)
    {
        var name = names[label.Label];
        var cosine = label.To(name)!.Value;
        var rival = label.All.FirstOrDefault(other => other.Name != name && IsRival(label, cosine, other));
        var isContested = labels.Any(other => other != label && Contests(other, label, name, cosine));
        if (rival is null && !isContested) return null;
        if (overlap.NameOf(label.Label) == name)
            return overlap.IsSure(name) ? null : new(label.Label, DoubtKind.Told);

        return rival is null ? new(label.Label, DoubtKind.Contested) : new(label.Label, DoubtKind.Alike, rival.Name);
    }

    // Who is less alike and clearly another label's is out of the question.
    private bool IsRival(Likeness label, double cosine, Alike other) => cosine - other.Cosine < margin
        && (other.Cosine > cosine || !labels.Any(holder => names.GetValueOrDefault(holder.Label) == other.Name
            && holder.To(other.Name) - other.Cosine >= margin));

    // Of little speech a fingerprint is a guess: it counts against more speech where it is clearly more alike.
    private bool Contests(Likeness other, Likeness label, string name, double cosine)
    {
        if (other.All.FirstOrDefault(alike => alike.Name == name) is not { } alike || !match.IsLike(other, alike))
            return false;
        var heard = overlap.NameOf(other.Label);
        if (heard is not null && heard == names.GetValueOrDefault(other.Label)) return false;

        var lead = cosine - alike.Cosine;
        return heard == name || (other.IsShort && !label.IsShort ? lead <= -margin : lead < margin);
    }
}
