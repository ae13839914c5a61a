namespace SparkControl.AudioProxy.Speakers;

/// <summary>Names labels by the clips that hold them, where the diarizer honoured the clips.</summary>
/// <param name="call">What was heard.</param>
/// <param name="prefix">The clips.</param>
/// <param name="overlap">What the overlap says.</param>
internal sealed class ClipNaming(HeardCall call, Prefix prefix, OverlapEvidence overlap)
{
    /// <param name="held">The speaker whose clip has a label.</param>
    public Dictionary<string, string> Names(IReadOnlyDictionary<string, string> held)
    {
        var names = held.Where(pair => call.Labels.Contains(pair.Key)).ToDictionary();
        // A speaker of whom no clip was sent can still be known by the overlap.
        var sent = prefix.Clips.Select(clip => clip.Speaker);
        foreach (var (label, name) in overlap.Name(call.Labels.Where(label => !names.ContainsKey(label)), sent))
        {
            names[label] = name;
        }

        return names;
    }

    /// <summary>Says what is not certain about names whose clips are accepted.</summary>
    public LabelNames WithDoubts(IReadOnlyDictionary<string, string> names, IReadOnlyList<KnownSpeaker> known)
    {
        var absent = known
            .Select(speaker => speaker.Name)
            .Where(name => !names.Values.Contains(name) && prefix.Clips.All(clip => clip.Speaker != name))
            .ToList();
        var doubts = new List<NameDoubt>();
        foreach (var label in call.Labels)
        {
            var name = names.GetValueOrDefault(label);
            if (overlap.NameOf(label) is { } other && other != name)
            {
                doubts.Add(new(label, DoubtKind.OverlapDiffers, other));
            }
            else if (name is null && absent.Count > 0)
            {
                doubts.Add(new(label, DoubtKind.NotCompared, absent));
            }
        }

        return new(names, doubts);
    }
}
