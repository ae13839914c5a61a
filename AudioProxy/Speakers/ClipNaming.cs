namespace SparkControl.AudioProxy.Speakers;

/// <summary>Names labels by the clips that hold them, where the diarizer honoured the clips.</summary>
/// <param name="call">What was heard.</param>
/// <param name="prefix">The clips.</param>
/// <param name="reading">What was made of them.</param>
/// <param name="overlap">What the overlap says.</param>
/// <param name="known">Who is known.</param>
internal sealed class ClipNaming(
    HeardCall call, Prefix prefix, PrefixReading reading, OverlapEvidence overlap, IReadOnlyList<KnownSpeaker> known)
{
    private readonly ILookup<string, PrefixClip> sent = prefix.Clips.ToLookup(clip => clip.Speaker);

    /// <summary>
    /// The speaker of each label; one of whom the clips say nothing can still be known by the overlap.
    /// </summary>
    public Dictionary<string, string> Names()
    {
        var names = reading.Held.Where(pair => call.Labels.Contains(pair.Key)).ToDictionary();
        // Where all clips agree, whose label is not heard is not there.
        var taken = reading.Problem is null ? sent.Select(speaker => speaker.Key) : reading.Held.Values;
        foreach (var (label, name) in overlap.Name(call.Labels.Where(label => !names.ContainsKey(label)), taken))
        {
            names[label] = name;
        }

        return names;
    }

    /// <summary>Says what is not certain about these names.</summary>
    public LabelNames WithDoubts(IReadOnlyDictionary<string, string> names) =>
        new(names, [.. call.Labels.Select(label => Doubt(label, names)).OfType<NameDoubt>()]);

    private NameDoubt? Doubt(string label, IReadOnlyDictionary<string, string> names)
    {
        var name = names.GetValueOrDefault(label);
        if (Contradiction(label, name) is { } contradiction) return contradiction;
        if (overlap.NameOf(label) is { } other && other != name)
        {
            var isSame = name is not null && known.Any(speaker => speaker.Name == other && speaker.IsDoubtful);
            return new(label, isSame ? DoubtKind.Same : DoubtKind.OverlapDiffers, other);
        }

        if (name is null)
            return NotCompared(names) is { Count: > 0 } others ? new(label, DoubtKind.NotCompared, others) : null;

        var alike = IsByOne(label, name) ? names.Where(pair => pair.Key != label && IsByOne(pair.Key, pair.Value)) : [];
        return alike.Select(pair => pair.Value).ToList() is { Count: > 0 } exchanged
            ? new(label, DoubtKind.OneClip, exchanged)
            : null;
    }

    private NameDoubt? Contradiction(string label, string? name)
    {
        if (reading.Problem is null) return null;
        if (name is not null && reading.Held.GetValueOrDefault(label) == name)
            return reading.Sure.Contains(name) ? null : new(label, DoubtKind.Split);

        var isOpen = sent.Any(speaker => !reading.Held.Values.Contains(speaker.Key));
        return isOpen || name is not null ? new(label, DoubtKind.Unrecognised) : null;
    }

    // Who was not sent, or only by one clip: that one's label may have been wrong.
    private List<string> NotCompared(IReadOnlyDictionary<string, string> names) =>
    [
        .. known.Select(speaker => speaker.Name)
            .Where(name => !names.Values.Contains(name) && sent[name].Count() < 2)
    ];

    private bool IsByOne(string label, string name) =>
        reading.Held.GetValueOrDefault(label) == name && sent[name].Count() == 1 && overlap.NameOf(label) is null;
}
