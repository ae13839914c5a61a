using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.HealthMonitor.Sampling;
using SparkControl.Sparks;

namespace SparkControl.Benchmarks;

/// <summary>
/// What a look at a node costs it, counted there: the login shell of each channel and every program leave a line.
/// </summary>
internal static class SamplingCost
{
    /// <summary>nvidia-smi is asked in every second one.</summary>
    private const int Ticks = 24;

    /// <summary>sshd's own for the channel, and the shell that runs the script.</summary>
    private const int Shells = 2;

    private const string Channel = "channel";

    private static readonly string[] Programs = ["timeout", "head", "df", "docker", "nvidia-smi"];

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        var home = rig.Pair.Head.Home;
        await CountAsync(home, cancel);
        var (node, key) = rig.Head;
        await using var shell = new SshShell(node, key, TimeProvider.System, NullLogger<SshShell>.Instance);
        var sampler = new NodeSampler(node, shell, TimeProvider.System);
        var cost = new List<double>();
        for (var tick = 0; tick < Ticks; tick++)
        {
            var status = await sampler.SampleAsync(new() { PanelId = "bench", Spark1 = node }, cancel);
            if (status is not { Stale: false, Sample.MemTotalBytes: not null })
                throw new InvalidOperationException($"The node could not be sampled: {status.Link}");
            if (status.Sample.CostCpuMs is { } ms) cost.Add(ms);
        }

        var counted = await File.ReadAllLinesAsync(Path.Combine(home, "started"), cancel);
        var channels = counted.Count(line => line == Channel);
        if (channels == 0)
            throw new InvalidOperationException("Channels are counted by bash, which is not the login shell here.");
        var processes = Processes(counted);
        yield return new("sampling channels a tick", (double)channels / Ticks, "channels", 1, $"{Ticks} ticks");
        yield return new("sampling processes a tick", processes.Max(), "processes", 12, string.Create(
            CultureInfo.InvariantCulture,
            $"{processes.Average():0.0} on the average; {new Spread(cost).P50:0} ms of processor time each"));
    }

    // Before each program of the same name. What a program of the simulator starts in turn is not found there; what
    // timeout starts is.
    private static async Task CountAsync(string home, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, ".local", "bin")).FullName;
        foreach (var program in Programs)
        {
            var path = Path.Combine(folder, program);
            var counting = $"""
                #!/bin/sh
                echo {program} >>"$HOME/started"
                others=$(echo "$PATH" | sed "s|$HOME/.local/bin:||g")
                real=$(PATH=$others; command -v {program})
                if [ {program} != timeout ]; then PATH=$others; fi
                exec "$real" "$@"

                """.ReplaceLineEndings("\n");
            await File.WriteAllTextAsync(path, counting, cancel);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        var beginning = Path.Combine(home, "..", "sshd", "beginning.sh");
        await File.AppendAllTextAsync(beginning, $"echo {Channel} >>\"$HOME/started\"\n", cancel);
    }

    // Those of one channel stand behind its line.
    private static List<int> Processes(IEnumerable<string> counted)
    {
        var all = new List<int>();
        foreach (var line in counted)
        {
            if (line == Channel) all.Add(Shells);
            else all[^1]++;
        }

        return all;
    }
}
