using System.Diagnostics;
using SparkControl.Simulator.Scenarios;

namespace SparkControl.Benchmarks;

/// <summary>
/// A model that says no more in the middle of its load, a log flooded instead of it, and a client that listens.
/// </summary>
internal sealed class FloodRun
{
    private FloodRun(string job, int lines) => (Job, Tally) = (job, new(lines));

    public string Job { get; }

    public FloodTally Tally { get; }

    /// <summary>From the first line written to the last one heard.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>CPU time of the panel in that time.</summary>
    public TimeSpan Cpu { get; private set; }

    public long MemoryBefore { get; private set; }

    public long MemoryPeak { get; private set; }

    /// <param name="rig">The pair.</param>
    /// <param name="panel">Whose load it is.</param>
    /// <param name="lines">How many.</param>
    /// <param name="rate">Lines a second; 0 is full speed.</param>
    /// <param name="limit">The time after which what has not come is missing.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<FloodRun> RunAsync(
        Rig rig, PanelProcess panel, int lines, int rate, TimeSpan limit, CancellationToken cancel)
    {
        rig.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var run = new FloodRun(await panel.BeginAsync(Rig.Model, cancel), lines);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(limit);
        await run.ListenAsync(rig, panel, (lines, rate), late.Token, cancel);
        return run;
    }

    private async Task ListenAsync(
        Rig rig, PanelProcess panel, (int Lines, int Rate) written, CancellationToken late, CancellationToken cancel)
    {
        Task? flood = null;
        var (start, cpu) = (0L, TimeSpan.Zero);
        await foreach (var heard in panel.LogUntilAsync(Job, late, cancel))
        {
            Tally.Take(heard);
            if (flood is null
                && heard.Lines.Any(line => line.Text.Contains("Starting to load model", StringComparison.Ordinal)))
            {
                (MemoryBefore, cpu, start) = (Linux.Memory(panel.Id), Linux.Cpu(panel.Id), Stopwatch.GetTimestamp());
                Linux.ForgetPeak(panel.Id);
                flood = Task.Run(
                    () => rig.Pair.Head.FloodLogAsync(Rig.Container, written.Lines, written.Rate, late), cancel);
            }

            if (Tally.IsWhole) break;
        }

        if (flood is null) throw new InvalidOperationException($"The load did not begin in time:\n{panel.Said}");
        await flood.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        (Took, Cpu, MemoryPeak) =
            (Stopwatch.GetElapsedTime(start), Linux.Cpu(panel.Id) - cpu, Linux.PeakMemory(panel.Id));
    }
}
