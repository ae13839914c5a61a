using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SparkControl.Simulator.Scenarios;

namespace SparkControl.Benchmarks;

/// <summary>How long a line of the container's log needs to the client, while a model loads.</summary>
internal static class ReadyLine
{
    private const int Samples = 200;
    private const string Mark = "ready-line ";

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        // A load of about a minute.
        await using var rig = await Rig.StartAsync(speed: 3, cancel);
        rig.Pair.Scenarios.SetNext(ScenarioKind.Slow);
        await using var panel = await rig.ControlApiAsync(cancel);
        var id = await panel.BeginAsync(Rig.Model, cancel);

        var (delays, terminal) = (new List<double>(), new List<double>());
        Task? writing = null, reading = null;
        await foreach (var heard in panel.LogAsync(id, 1, cancel))
        {
            foreach (var line in heard.Lines)
            {
                if (Delay(line.Text) is { } delay) delays.Add(delay);
                else if (writing is null && line.Node == "spark1") (reading, writing) = await BeginAsync(rig, terminal, cancel);
            }

            if (delays.Count == Samples) break;
        }

        await Task.WhenAll(writing!, reading!);
        var (panels, theirs) = (new Spread(delays), new Spread(terminal));
        yield return new("ready-line p95", panels.P95, "ms", 250, string.Create(CultureInfo.InvariantCulture,
            $"{theirs.P95:0.0} ms by ssh docker logs -f; p50 {panels.P50:0.0} and {theirs.P50:0.0} ms"));
    }

    // The terminal listens before the first line is written.
    private static async Task<(Task Reading, Task Writing)> BeginAsync(Rig rig, List<double> terminal, CancellationToken cancel)
    {
        var ssh = rig.Ssh($"docker logs -f {Rig.Container}");
        await ssh.StandardOutput.ReadLineAsync(cancel);
        return (ReadAsync(ssh, terminal, cancel), WriteAsync(rig, cancel));
    }

    private static async Task WriteAsync(Rig rig, CancellationToken cancel)
    {
        var random = new Random(1);
        for (var sample = 0; sample < Samples; sample++)
        {
            // Not in step with anything that has a beat.
            await Task.Delay(random.Next(0, 200), cancel);
            await rig.Pair.Head.WriteLogAsync(
                Rig.Container, string.Create(CultureInfo.InvariantCulture, $"{Mark}{Stopwatch.GetTimestamp()}\n"), cancel);
        }
    }

    private static async Task ReadAsync(Process ssh, List<double> delays, CancellationToken cancel)
    {
        using (ssh)
        {
            while (delays.Count < Samples && await ssh.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                if (Delay(line) is { } delay) delays.Add(delay);
            }

            ssh.Kill();
        }
    }

    private static double? Delay(string line) => line.StartsWith(Mark, StringComparison.Ordinal)
        ? Stopwatch.GetElapsedTime(long.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture)).TotalMilliseconds
        : null;
}
