using System.Diagnostics;
using SparkControl.Contracts;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>The network between the panel and the Sparks breaks.</summary>
[Collection(ChaosCollection.Name)]
public sealed class BadNetworkTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, ChaosRig.IsLong ? 10 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_swap_through_a_connection_that_keeps_breaking_ends_ready_with_each_line_once(int seed)
    {
        rig.Pair.Scenarios.SetNext(ScenarioKind.Slow);
        var launches = rig.Pair.Head.Launches.Count;
        await using var panel = await rig.PanelAsync();
        var id = await panel.BeginAsync(seed % 2 == 0 ? "qwen36" : "qwen2.5-72b");

        // A pre-flight that comes through to nobody refuses, and is right.
        await panel.SwapIsAsync(swap => swap.Id == id && swap.Phase > SwapPhase.Preflight, "has looked");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var dropping = DropAsync(new(seed), ending.Token);
        try
        {
            var ended = await panel.EndsAsync(id);
            output.WriteLine($"The swap took {ended.EndedAt - ended.RequestedAt}");
        }
        finally
        {
            await ending.CancelAsync();
            output.WriteLine($"{await dropping} drops");
        }

        await SwapProof.ServesAsync(rig, panel, id, launches, cut: rig.Pair.Worker.Name);
    }

    [Fact]
    public async Task A_Spark_that_swallows_everything_makes_no_answer_slow_and_a_swap_is_refused_with_the_reason()
    {
        await using var panel = await rig.PanelAsync();
        await Moment.WhenAsync(panel.DrivesAsync, "it drives");
        foreach (var sshd in rig.Sshds)
        {
            sshd.SetSilent(true);
            sshd.DropConnections();
        }

        try
        {
            var id = await panel.BeginAsync("gemma4");
            List<TimeSpan> took = [];
            SwapState? swap;
            do
            {
                var asked = Stopwatch.GetTimestamp();
                await panel.StatusAsync();
                took.Add(Stopwatch.GetElapsedTime(asked));
                swap = await panel.SwapAsync();
            }
            while (swap is not { IsActive: false } || swap.Id != id);

            took.Sort();
            output.WriteLine($"{took.Count} GETs, 95 % within {took[took.Count * 95 / 100].TotalMilliseconds:0} ms; {swap.Failure?.Title}: {swap.Failure?.Detail}");
            Assert.True(took[took.Count * 95 / 100] < TimeSpan.FromMilliseconds(100));
            Assert.Equal(SwapPhase.Failed, swap.Phase);
            Assert.Contains("cannot be asked", swap.Failure!.Title, StringComparison.Ordinal);
            Assert.Contains("did not answer", swap.Failure.Detail, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var sshd in rig.Sshds) sshd.SetSilent(false);
        }
    }

    private async Task<int> DropAsync(Random random, CancellationToken ending)
    {
        var drops = 0;
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(random.Next(200, 2000), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            rig.Sshds[random.Next(2)].DropConnections();
            drops++;
        }

        return drops;
    }
}
