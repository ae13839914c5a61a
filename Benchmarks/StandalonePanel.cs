using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace SparkControl.Benchmarks;

/// <summary>What the panel of one process costs on a small machine: its start, its memory and its idle CPU.</summary>
internal static class StandalonePanel
{
    private const double Megabyte = 1e6;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60), Settling = TimeSpan.FromSeconds(150);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        var start = Stopwatch.GetTimestamp();
        await using var panel = await rig.StandaloneAsync(cancel);
        using var page = await panel.Http.GetAsync("/", cancel);
        page.EnsureSuccessStatusCode();
        var bytes = (await page.Content.ReadAsByteArrayAsync(cancel)).Length;
        var first = Stopwatch.GetElapsedTime(start);
        yield return new("standalone first page", first.TotalMilliseconds, "ms", 2_000, string.Create(
            CultureInfo.InvariantCulture, $"a start that a person does not notice; {bytes:N0} bytes"));

        var before = Linux.Memory(panel.Id);
        var id = await panel.BeginAsync(Rig.Model, cancel);
        var swap = await panel.StateAsync("swap", swap => swap["ended_at"] is not null, cancel);
        if ((string?)swap["phase"] != "ready") throw new InvalidOperationException($"Swap {id}: {swap}\n{panel.Said}");
        yield return new("standalone memory after a swap", Linux.Memory(panel.Id) / Megabyte, "MB", 250, string.Create(
            CultureInfo.InvariantCulture,
            $"{before / Megabyte:0} MB before it; at most {Linux.PeakMemory(panel.Id) / Megabyte:0} MB"));

        await using var bare = await rig.BareStandaloneAsync(cancel);
        await panel.StateAsync("service:vllm", service => (string?)service["verdict"] == "healthy", cancel);
        // The look at disks that follows a swap is no idling.
        await Task.Delay(Settling, cancel);
        var (used, usedBare) = (Linux.Cpu(panel.Id), Linux.Cpu(bare.Id));
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(Idle, cancel);
        var took = Stopwatch.GetElapsedTime(began);
        var idle = 100 * (Linux.Cpu(panel.Id) - used) / took;
        yield return new("standalone idle CPU", idle, "% of a core", 1, string.Create(CultureInfo.InvariantCulture,
            $"{100 * (Linux.Cpu(bare.Id) - usedBare) / took:0.00} % with no Spark set up; "
            + $"{Linux.Memory(panel.Id) / Megabyte:0} MB after it"));
    }
}
