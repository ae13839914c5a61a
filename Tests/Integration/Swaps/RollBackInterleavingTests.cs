using System.Net;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// Two instances that take the lease from each other at any moment of a failure and its answer, and a person who
/// clicks.
/// </summary>
public sealed class RollBackInterleavingTests(RedisFixture server, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const string Good = "qwen36", Bad = "gemma4", Third = "qwen3-vl";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_the_lease_moves_each_failure_is_answered_once_or_a_click_stands_in_its_place()
    {
        await using var panel = new FatedPanel(server);
        await panel.StartAsync(count: 2);
        await panel.SwapAsync(Good);
        panel.Pair.Fails[Bad] = true;
        var clicked = new List<string>();

        for (var seed = 0; seed < 5; seed++) clicked.AddRange(await TellAsync(panel, new Random(seed)));

        var all = await panel.History.LatestAsync(50);
        foreach (var failed in all.Where(swap => swap.Model == Bad))
        {
            var answers = all.Where(swap => swap.RollsBack == failed.Id).Select(swap => swap.Id).ToList();
            Assert.Equal(failed.RolledBackTo?.Swap is { } answer ? [answer] : [], answers);
            var next = all[all.ToList().IndexOf(failed) - 1];
            Assert.True(next.RollsBack == failed.Id || clicked.Contains(next.Id), $"{next.Id} came after {failed.Id}");
        }

        Assert.Equal(all.Count, panel.Pair.Launches.Count);
        output.WriteLine($"{all.Count} swaps, {clicked.Count} clicks in between");
    }

    private static async Task<IReadOnlyList<string>> TellAsync(FatedPanel panel, Random dice)
    {
        var id = await panel.BeginAsync(Bad);
        var moving = MoveAsync(panel, dice);
        List<string> clicked = [];
        for (var clicks = dice.Next(3); clicks > 0; clicks--)
        {
            await Task.Delay(dice.Next(700), Cancel);
            using var answer = await panel.PostAsync("/api/swap", new { model = Third });
            if (answer.StatusCode == HttpStatusCode.Accepted)
                clicked.Add(answer.Headers.Location!.OriginalString.Split('/')[^1]);
        }

        await panel.UntilAsync(swap => !swap.IsActive && (swap.RollsBack == id || clicked.Contains(swap.Id)));
        await moving;
        return clicked;
    }

    // Whoever holds it does not know at once, and goes on.
    private static async Task MoveAsync(FatedPanel panel, Random dice)
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(dice.Next(500), Cancel);
            string? token = await panel.Redis.Database.StringGetAsync(panel.Redis.Keys.Lease(ClusterServices.Duty));
            if (token is not null) await LeaseKeeper.ReleaseAsync(panel.Redis, ClusterServices.Duty, token);
        }
    }
}
