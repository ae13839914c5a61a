using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SparkControl.Contracts.Redis;

namespace SparkControl.Benchmarks;

/// <summary>
/// 2,000,000 lines as fast as they can be written: what the panel's memory and the log's end are after that.
/// </summary>
internal static class FloodedLog
{
    private const int Lines = 2_000_000;
    private const double Megabyte = 1e6;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10), EndLimit = TimeSpan.FromMinutes(1);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var kind in new[] { "ControlApi", "Standalone" })
        {
            await using var rig = await Rig.StartAsync(speed: 15, cancel);
            await using var panel = kind == "Standalone"
                ? await rig.StandaloneAsync(cancel)
                : await rig.ControlApiAsync(cancel);
            var run = await FloodRun.RunAsync(rig, panel, Lines, rate: 0, Limit, cancel);
            var plain = await PlainAsync(rig, cancel);
            var end = await EndAsync(panel, run.Job, cancel);

            var growth = (run.MemoryPeak - run.MemoryBefore) / Megabyte;
            yield return new($"log-2m growth of {kind}", growth, "MB", 64, string.Create(CultureInfo.InvariantCulture,
                $"{run.MemoryBefore / Megabyte:0} MB before; {Lines:N0} lines are 182 MB"));
            yield return new($"log-2m missing without a word of {kind}", run.Tally.Missing, "lines", 0, string.Create(
                CultureInfo.InvariantCulture, $"{run.Tally.Heard:N0} heard and {run.Tally.Named:N0} named as gone"));
            yield return new($"log-2m doubled or out of order in {kind}", run.Tally.Wrong, "lines", 0,
                string.Create(CultureInfo.InvariantCulture, $"{run.Tally.Heard:N0} heard"));
            yield return new($"log-2m last lines missing in {kind}", Math.Max(0, LogStore.MaxLines - end), "lines", 0,
                string.Create(CultureInfo.InvariantCulture, $"{LogStore.MaxLines:N0} that are kept"));
            yield return new($"log-2m time of {kind}", run.Took.TotalSeconds, "s", 300, string.Create(
                CultureInfo.InvariantCulture,
                $"{plain.TotalSeconds:0.0} s by ssh docker logs; {Lines / run.Took.TotalSeconds:N0} lines a second, "
                + $"CPU {run.Cpu.TotalSeconds:0.0} s"));
        }
    }

    private static async Task<TimeSpan> PlainAsync(Rig rig, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        using var ssh = rig.Ssh($"docker logs {Rig.Container}");
        await ssh.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancel);
        return Stopwatch.GetElapsedTime(start);
    }

    // What a client that comes later gets: so many lines, the last one last and none missing.
    private static async Task<int> EndAsync(PanelProcess panel, string job, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(EndLimit);
        var tally = new FloodTally(Lines);
        var lines = 0;
        await foreach (var heard in panel.LogUntilAsync(job, late.Token, cancel))
        {
            tally.Take(heard);
            lines += heard.Lines.Count;
            if (tally.IsWhole) break;
        }

        return tally is { Wrong: 0, IsWhole: true } ? lines : 0;
    }
}
