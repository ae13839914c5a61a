using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Tests.Unit.Swaps.World;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

/// <summary>
/// Ten thousand swaps in a simulated pair: nodes that fall silent, launchers that fail, people who meddle, cancels, and
/// two drivers that lose the lease to each other at any step.
/// </summary>
public sealed class SwapInterleavingTests
{
    private const int Seeds = 10_000;

    [Fact]
    public void No_interleaving_launches_twice_or_never_ends_or_loses_a_line()
    {
        var broken = new ConcurrentBag<string>();

        Parallel.For(0, Seeds, seed =>
        {
            if (Tell(seed) is { } what) broken.Add($"seed {seed}: {what}");
        });

        Assert.True(broken.IsEmpty, $"{broken.Count} of {Seeds}:\n{string.Join('\n', broken.Take(10))}");
    }

    [Fact]
    public void Every_way_to_end_is_among_them()
    {
        var ends = new ConcurrentDictionary<(SwapPhase, string?), int>();

        Parallel.For(0, 2000, seed =>
        {
            var end = Story.Tell(seed);
            ends.AddOrUpdate((end.Phase, end.Failure?.Code), 1, (_, n) => n + 1);
        });

        var seen = ends.Keys.Select(k => k.Item2 ?? $"{k.Item1}").ToHashSet();
        string[] wanted =
        [
            "Ready", "Cancelled", "Stopped", "preflight_weights", "preflight_too_long", "stop_unverified",
            "memory_not_back",
            "launched_nothing", "launcher", "launch_refused", "container_gone", "process_gone", "container_replaced",
            "out_of_memory", "too_long", "another_panel"
        ];
        Assert.Empty(wanted.Except(seen));
    }

    private static string? Tell(int seed)
    {
        try
        {
            Story.Tell(seed);
            return null;
        }
        catch (Broken broken)
        {
            return broken.Message;
        }
    }
}
