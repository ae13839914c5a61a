using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Benchmarks;

/// <summary>Counts numbered lines as they are heard: what is missing, what a gap names, and how late each came.</summary>
internal sealed class FloodTally
{
    private const string Mark = "flood ";

    private long next = 1;
    private int last;
    private bool afterGap;

    /// <summary>The number of the last numbered line.</summary>
    public int Last => last;

    /// <summary>Numbered lines heard.</summary>
    public int Heard { get; private set; }

    /// <summary>Lines that a gap said to be gone.</summary>
    public long Named { get; private set; }

    /// <summary>Lines that are missing without a word, came twice or in the wrong order.</summary>
    public int Wrong { get; private set; }

    /// <summary>From the container's stamp until the client had it, in ms.</summary>
    public List<double> Delays { get; } = [];

    public void Take(LogEvent heard)
    {
        if (heard.From != next) Wrong++;
        if (heard.To is { } to)
        {
            Named += to - heard.From + 1;
            afterGap = true;
            next = to + 1;
            return;
        }

        next = heard.From + heard.Lines.Count;
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        foreach (var line in heard.Lines.Where(line => line.Text.StartsWith(Mark, StringComparison.Ordinal))) Take(line, now);
    }

    private void Take(LogLine line, double now)
    {
        var number = int.Parse(line.Text.AsSpan(Mark.Length, 8), CultureInfo.InvariantCulture);
        if (afterGap ? number <= last : number != last + 1) Wrong++;
        (last, afterGap) = (number, false);
        Heard++;
        Delays.Add(now - line.AtMs);
    }
}
