using System.Globalization;
using System.Runtime.CompilerServices;

namespace SparkControl.Benchmarks;

/// <summary>200,000 lines at 5,000 a second, as many as a debug log of vLLM may print.</summary>
internal static class SteadyLog
{
    private const int Lines = 200_000, Rate = 5_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        await using var panel = await rig.ControlApiAsync(cancel);
        var run = await FloodRun.RunAsync(rig, panel, Lines, Rate, TimeSpan.FromMinutes(3), cancel);
        var delays = new Spread(run.Tally.Delays);

        // A line that a gap names is missing too: at this pace there is to be none.
        yield return new("log-200k missing", Lines - run.Tally.Heard, "lines", 0, string.Create(
            CultureInfo.InvariantCulture,
            $"{Lines:N0} written in {(double)Lines / Rate:0} s; {run.Tally.Named:N0} named as gone"));
        yield return new("log-200k doubled or out of order", run.Tally.Wrong, "lines", 0, string.Create(
            CultureInfo.InvariantCulture, $"{run.Tally.Heard:N0} heard"));
        // The client reads from Redis what is kept there: later than this, and the first lines are gone before it has
        // them.
        var kept = 1000.0 * Contracts.Redis.LogStore.MaxLines / Rate;
        yield return new("log-200k delay p99", delays.P99, "ms", kept, string.Create(CultureInfo.InvariantCulture,
            $"the time until a line is trimmed; p50 {delays.P50:0} ms, most {delays.Most:0} ms"));
        yield return new("log-200k CPU of the panel", 100 * run.Cpu / run.Took, "% of a core", 100, string.Create(
            CultureInfo.InvariantCulture,
            $"one core; {run.Took.TotalSeconds:0.0} s, {1e6 * run.Cpu.TotalSeconds / Lines:0.0} µs a line"));
    }
}
