using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Benchmarks;

/// <summary>
/// Counts numbered lines as they are heard: what is missing, what a gap names, and how late each came.
/// </summary>
/// <param name="lines">How many are written.</param>
internal sealed class FloodTally(int lines)
{
    private const string Mark = "flood ";

    private long next = 1;
    private int last;
    private long gap, unnamed;

    /// <summary>Whether the last one was heard.</summary>
    public bool IsWhole => last == lines;

    /// <summary>Numbered lines heard, each the first time.</summary>
    public int Heard { get; private set; }

    /// <summary>Numbered lines that a gap said to be gone.</summary>
    public long Named { get; private set; }

    /// <summary>Numbered lines that were neither heard nor named, those behind the last one heard among them.</summary>
    public long Missing => unnamed + lines - last;

    /// <summary>
    /// Lines that came twice or in the wrong order, and parts that do not begin where the one before ended.
    /// </summary>
    public int Wrong { get; private set; }

    /// <summary>From the container's stamp until the client had it, in ms.</summary>
    public List<double> Delays { get; } = [];

    public void Take(LogEvent heard)
    {
        if (heard.From != next) Wrong++;
        if (heard.To is { } to)
        {
            gap += to - heard.From + 1;
            next = to + 1;
            return;
        }

        next = heard.From + heard.Lines.Count;
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        foreach (var line in heard.Lines.Where(line => line.Text.StartsWith(Mark, StringComparison.Ordinal)))
            Take(line, now);
    }

    private void Take(LogLine line, double now)
    {
        var number = int.Parse(line.Text.AsSpan(Mark.Length, 8), CultureInfo.InvariantCulture);
        if (number <= last)
        {
            Wrong++;
            return;
        }

        // A gap counts every line of the log: it excuses at most so many of ours.
        var skipped = number - last - 1;
        var named = Math.Min(skipped, gap);
        Named += named;
        unnamed += skipped - named;
        (last, gap) = (number, 0);
        Heard++;
        Delays.Add(now - line.AtMs);
    }
}
