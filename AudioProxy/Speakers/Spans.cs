using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>Stretches of time in order, none of which touches another.</summary>
internal sealed class Spans
{
    private readonly List<(double Start, double End)> parts;

    private Spans(List<(double Start, double End)> parts) => this.parts = parts;

    /// <summary>Seconds in all.</summary>
    public double Length => parts.Sum(part => part.End - part.Start);

    public static Spans Of(IEnumerable<Turn> turns) => Of(turns.Select(turn => (turn.Start, turn.End)));

    /// <summary>The time that is in both.</summary>
    public Spans And(Spans other)
    {
        var both = new List<(double Start, double End)>();
        for (int i = 0, j = 0; i < parts.Count && j < other.parts.Count;)
        {
            var (mine, theirs) = (parts[i], other.parts[j]);
            var (start, end) = (Math.Max(mine.Start, theirs.Start), Math.Min(mine.End, theirs.End));
            if (start < end) both.Add((start, end));
            if (mine.End < theirs.End) i++;
            else j++;
        }

        return new(both);
    }

    /// <summary>The time that is in any.</summary>
    public static Spans Any(IEnumerable<Spans> all) => Of(all.SelectMany(spans => spans.parts));

    private static Spans Of(IEnumerable<(double Start, double End)> stretches)
    {
        var joined = new List<(double Start, double End)>();
        foreach (var (start, end) in stretches.Where(part => part.Start < part.End).OrderBy(part => part.Start))
        {
            if (joined is [.., var last] && start <= last.End) joined[^1] = (last.Start, Math.Max(last.End, end));
            else joined.Add((start, end));
        }

        return new(joined);
    }
}
