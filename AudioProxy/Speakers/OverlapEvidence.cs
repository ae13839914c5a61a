using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What the seconds say that the window before heard too: the same sound, so the same people.</summary>
internal sealed class OverlapEvidence
{
    /// <summary>Less common speech proves nothing.</summary>
    private const double EnoughSeconds = 1;

    private readonly HeardCall call;
    private readonly Dictionary<string, Spans> before;
    private readonly HashSet<string> doubtful;
    private readonly IReadOnlyList<string> contested;

    /// <param name="memory">What the window before left.</param>
    /// <param name="window">The window that begins with the overlap.</param>
    /// <param name="call">What was heard in it.</param>
    public OverlapEvidence(SpeakerMemory memory, AudioWindow window, HeardCall call)
    {
        this.call = call;
        before = memory.Overlap
            .Select(turn => turn with
            {
                Start = Math.Max(turn.Start, window.StartSeconds),
                End = Math.Min(turn.End, Pcm.Seconds(window.OverlapUntil))
            })
            .GroupBy(turn => turn.Speaker)
            .ToDictionary(name => name.Key, Spans.Of);
        contested = memory.Contested;
        doubtful = [.. memory.Known.Where(speaker => speaker.IsDoubtful).Select(speaker => speaker.Name)];
    }

    /// <summary>The known speaker of most of what a label says in the overlap.</summary>
    /// <returns>Null with less than a second of that.</returns>
    public string? NameOf(string label) => Best(label)?.Name;

    /// <summary>Whether a name in it was given without a doubt whose voice it is.</summary>
    public bool IsSure(string name) => !contested.Contains(name);

    /// <summary>Whether less than half of what both windows hear in it is said by the same speaker.</summary>
    /// <param name="names">The speaker of each label.</param>
    public bool ObjectsTo(IReadOnlyDictionary<string, string> names)
    {
        // A name that was itself given in doubt is no witness.
        var witnesses = before.Where(name => !doubtful.Contains(name.Key)).ToDictionary();
        var both = Spans.Any(call.Labels.Select(call.When)).And(Spans.Any(witnesses.Values)).Length;
        if (both < EnoughSeconds) return false;

        var agreed = names
            .Where(name => witnesses.ContainsKey(name.Value))
            .Select(name => call.When(name.Key).And(witnesses[name.Value]));
        return Spans.Any(agreed).Length < both / 2;
    }

    /// <summary>Names labels by the overlap alone, one-to-one, whoever has most of it first.</summary>
    /// <param name="among">The labels that have no name yet.</param>
    /// <param name="taken">The speakers that are not to be had.</param>
    public Dictionary<string, string> Name(IEnumerable<string> among, IEnumerable<string> taken)
    {
        var used = taken.ToHashSet();
        var names = new Dictionary<string, string>();
        var found = among.Select(label => (Label: label, Best: Best(label))).Where(pair => pair.Best is not null);
        foreach (var (label, best) in found.OrderByDescending(pair => pair.Best!.Value.Seconds))
        {
            if (used.Add(best!.Value.Name)) names[label] = best.Value.Name;
        }

        return names;
    }

    private (string Name, double Seconds)? Best(string label)
    {
        var spoken = call.When(label);
        var common = spoken.And(Spans.Any(before.Values)).Length;
        if (common < EnoughSeconds) return null;

        var (name, seconds) = before
            .Select(speaker => (speaker.Key, Seconds: spoken.And(speaker.Value).Length))
            .MaxBy(speaker => speaker.Seconds);
        return seconds >= EnoughSeconds && seconds >= common / 2 ? (name, seconds) : null;
    }
}
