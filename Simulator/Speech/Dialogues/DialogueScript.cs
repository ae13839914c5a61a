namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>
/// A dialogue line by line: <c>new DialogueScript().Say(0, "so well").Pause(2).Say(3, "nobody knows").Record()</c>.
/// </summary>
public sealed class DialogueScript
{
    private readonly List<(double Start, IEnumerable<SpokenWord> Words)> _parts = [];
    private double _last;

    /// <summary>Where the next line begins, in seconds.</summary>
    public double At { get; private set; }

    /// <summary>One says this at a usual pace, after a short pause behind what was said before.</summary>
    public DialogueScript Say(int voice, string text)
    {
        var words = ToneSpeaker.Say(voice, text, At);
        return Add(words, words[^1].End + ToneSpeaker.Pause);
    }

    /// <summary>People talk for a while.</summary>
    public DialogueScript Talk(Conversation conversation) =>
        Add(conversation.Words(At), At + conversation.Seconds);

    /// <summary>Nobody says anything for so many seconds.</summary>
    public DialogueScript Pause(double seconds) => GoTo(At + seconds);

    /// <summary>The next line begins so many seconds before the one before it has ended.</summary>
    public DialogueScript Interrupt(double seconds) => GoTo(Math.Max(0, At - seconds));

    /// <summary>The next line begins so many seconds from the beginning, whatever is said there.</summary>
    public DialogueScript GoTo(double seconds)
    {
        (At, _last) = (seconds, Math.Max(_last, seconds));
        return this;
    }

    /// <summary>The whole; half a second longer than the last word or pause unless said.</summary>
    public Dialogue Record(double? seconds = null) =>
        new(Merged([.. _parts.OrderBy(part => part.Start)]), seconds ?? _last + 0.5);

    private DialogueScript Add(IEnumerable<SpokenWord> words, double end)
    {
        _parts.Add((At, words));
        return GoTo(end);
    }

    // A part is opened when its time has come: hours of talk are never in memory.
    private static IEnumerable<SpokenWord> Merged(IReadOnlyList<(double Start, IEnumerable<SpokenWord> Words)> parts)
    {
        var open = new PriorityQueue<IEnumerator<SpokenWord>, double>();
        for (var next = 0; next < parts.Count || open.Count > 0;)
        {
            if (next < parts.Count && (!open.TryPeek(out _, out var first) || parts[next].Start <= first))
            {
                Enqueue(open, parts[next++].Words.GetEnumerator());
                continue;
            }

            var part = open.Dequeue();
            yield return part.Current;
            Enqueue(open, part);
        }
    }

    private static void Enqueue(PriorityQueue<IEnumerator<SpokenWord>, double> open, IEnumerator<SpokenWord> part)
    {
        if (part.MoveNext()) open.Enqueue(part, part.Current.Start);
        else part.Dispose();
    }
}
