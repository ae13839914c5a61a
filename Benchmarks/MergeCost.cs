using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.Benchmarks;

/// <summary>Who said which word, for a day of speech. Compared with looking at every turn for every word.</summary>
internal static class MergeCost
{
    private const int Words = 100_000, Turns = 20_000, Rounds = 20, Sample = 2_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        var (words, turns) = (Said(), Spoken());
        var times = new double[Rounds];
        for (var round = -5; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var merger = new TurnMerger();
            var blocks = merger.Add(words, turns).Count + merger.Finish().Count;
            if (round >= 0) times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (blocks < Turns / 2) throw new InvalidOperationException("Hardly any turn has become a block.");
        }

        var naive = Naive(words, turns);
        yield return new("merge p50", new Spread(times).P50, "ms", 50, string.Create(CultureInfo.InvariantCulture,
            $"{naive:0} ms by looking at each turn for each word; {Words:N0} words, {Turns:N0} turns"));
    }

    // What most do; a part of it is measured.
    private static double Naive(SpokenWord[] words, Turn[] turns)
    {
        var start = Stopwatch.GetTimestamp();
        var spoken = 0;
        foreach (var word in words.Take(Sample))
        {
            var most = turns.MaxBy(turn => Math.Min(turn.End, word.End) - Math.Max(turn.Start, word.Start));
            if (most is not null) spoken++;
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds * Words / spoken;
    }

    private static SpokenWord[] Said() =>
        [.. Enumerable.Range(0, Words).Select(i => new SpokenWord("recorded", i * 0.32, i * 0.32 + 0.24))];

    // Five words each, now and then longer than until the next one begins.
    private static Turn[] Spoken() => [.. Enumerable.Range(0, Turns).Select(i => new Turn(
        $"Speaker_{i % 4}", i * 1.6 - 0.04, i * 1.6 + (i % 3 == 0 ? 1.9 : 1.55)))];
}
