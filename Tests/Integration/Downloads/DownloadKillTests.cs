using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Hub;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>
/// The panel is killed, or its connections are, at random moments of a download; nothing comes twice.
/// </summary>
[Collection(ChaosCollection.Name)]
public sealed class DownloadKillTests(DownloadPair rig, ITestOutputHelper output) : IClassFixture<DownloadPair>
{
    private const int Shards = 4;
    private const long ShardBytes = 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<int, bool> Seeds() =>
        new(Enumerable.Range(0, ChaosRig.IsLong ? 20 : 3), [true, false]);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_download_goes_on_where_it_was_whoever_was_killed(int seed, bool kills)
    {
        var random = ChaosRig.RandomOf(seed, kills);
        var repo = $"tests/{(kills ? "kill" : "cut")}-{seed}";
        rig.Pair.Hub.Add(HubRepo.Written(repo, Shards, ShardBytes));
        rig.Head.Downloads.BytesPerSecond = rig.Head.Copies.BytesPerSecond = 2_000_000;
        var (fetched, fetches, copied) =
            (rig.Head.Downloads.BytesMoved, rig.Head.Downloads.Runs, rig.Head.Copies.BytesMoved);

        DownloadState done;
        await using (var first = await rig.ProcessAsync())
        {
            var id = await BeginAsync(first, repo);
            await Task.Delay(random.Next(4_500), Cancel);
            if (kills)
            {
                await first.KillAsync();
                await using var second = await rig.ProcessAsync();
                done = await EndOfAsync(second, id);
            }
            else
            {
                for (var drop = 0; drop < 4; drop++)
                {
                    rig.Sshds[random.Next(2)].DropConnections();
                    await Task.Delay(random.Next(500), Cancel);
                }

                done = await EndOfAsync(first, id);
            }
        }

        output.WriteLine($"Ended after {done.EndedAt - done.RequestedAt}");
        Assert.True(done.Phase == DownloadPhase.Done, $"{done.Failure}");
        foreach (var node in rig.Pair.Nodes) await DownloadPair.HasAllAsync(node, done);
        Assert.Equal((done.TotalBytes, 1),
            (rig.Head.Downloads.BytesMoved - fetched, rig.Head.Downloads.Runs - fetches));
        await Until.TrueAsync(
            () => (rig.Head.Downloads.Running, rig.Head.Copies.Running) == (0, 0), "nothing is at work any more");
        Assert.InRange(
            rig.Head.Copies.BytesMoved - copied, done.TotalBytes!.Value - 100_000, done.TotalBytes.Value + ShardBytes);
        await SettledAsync();
    }

    private static async Task<string> BeginAsync(PanelProcess panel, string repo)
    {
        var answer = "";
        await Moment.WhenAsync(
            async () =>
            {
                using var response =
                    await panel.Http.PostAsJsonAsync("/api/downloads", new { repo, nodes = "cluster" }, Cancel);
                answer = await response.Content.ReadAsStringAsync(Cancel);
                return response.IsSuccessStatusCode;
            },
            () => $"a download is taken: {answer}");
        return (string)JsonNode.Parse(answer)!["id"]!;
    }

    private static async Task<DownloadState> EndOfAsync(PanelProcess panel, string id)
    {
        DownloadState? seen = null;
        await Moment.WhenAsync(
            async () =>
            {
                using var answer = await panel.Http.GetAsync($"/api/downloads/{id}", Cancel);
                if (answer.IsSuccessStatusCode)
                    seen = Wire.Read<DownloadState>(await answer.Content.ReadAsStringAsync(Cancel));
                return seen is { IsActive: false };
            },
            () => $"the download has ended: {JsonSerializer.Serialize(seen, Wire.Options)}\n{panel.Said}");
        return seen!;
    }

    private async Task SettledAsync()
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        await Moment.WhenAsync(
            async () => await redis.Database.ListLengthAsync(Keys.Taken(redis.Keys.Requests)) == 0,
            "every request is settled");
    }
}
