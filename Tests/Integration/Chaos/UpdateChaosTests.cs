using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Updates;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>The process that drives an update is killed, or its connections are cut, at any moment.</summary>
public sealed class UpdateChaosTests(ChaosRig rig, ITestOutputHelper output) : IClassFixture<ChaosRig>
{
    private static readonly UpdatePhase[] Phases =
        [UpdatePhase.Building, UpdatePhase.Copying, UpdatePhase.Recording, UpdatePhase.Smoke, UpdatePhase.Pulling];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Where there is time each seed is a kill and a cut, else one of them in turn.</summary>
    public static TheoryData<int, bool> Seeds()
    {
        TheoryData<int, bool> seeds = [];
        foreach (var seed in Enumerable.Range(0, ChaosRig.IsLong ? 20 : 3))
        {
            if (ChaosRig.IsLong || seed % 2 == 0) seeds.Add(seed, true);
            if (ChaosRig.IsLong || seed % 2 == 1) seeds.Add(seed, false);
        }

        return seeds;
    }

    public static TheoryData<int> Rounds() => [.. Enumerable.Range(0, ChaosRig.IsLong ? 5 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task An_update_whose_driver_was_killed_or_cut_off_ends_in_the_true_state_with_each_line_once(
        int seed, bool kills)
    {
        var random = ChaosRig.RandomOf(seed, kills);
        var phase = Phases[seed % Phases.Length];
        await BeforeAsync("abc"[seed % 3].ToString());
        var tip = rig.Pair.Upstream.Push($"more for {seed} {kills}");
        rig.Pair.Registry.Publish($"0.{seed + 20}.{(kills ? 0 : 1)}");
        string id;
        await using (var first = await rig.PanelAsync())
        {
            id = await BeginAsync(first);
            await IsAsync(first, id, update => update.Phase >= phase, $"is {phase}");
            // The moment within the phase is what the seed is for.
            await Task.Delay(random.Next(1500), Cancel);
            if (kills)
            {
                await first.KillAsync();
            }
            else
            {
                await CutAsync(random);
                await EndsAsync(first, id);
            }
        }

        await using var second = await rig.PanelAsync();
        var took = await Moment.WhenAsync(second.DrivesAsync, "the next one drives");
        var ended = await EndsAsync(second, id);

        output.WriteLine($"{phase}: drives after {took.TotalSeconds:0.0} s, ended as {ended.Phase} after {ended.EndedAt - ended.RequestedAt}");
        await IsTrueAsync(second, ended, tip);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task A_failure_a_roll_back_and_a_cancel_come_to_their_end_though_their_driver_is_killed(int seed)
    {
        // The newest launcher pulls an image that is made already, and builds none that could fail.
        await BeforeAsync("ab"[seed % 2].ToString());
        var (commit, image) = (await CommitAsync(), rig.Pair.Head.ImageId());
        rig.Pair.Registry.Publish($"1.{seed}.0");
        var failed = await KilledAsync(
            "apply", seed, UpdatePhase.Building, () => rig.Pair.Upstream.Push($"bad {seed}"), BuildTrouble.BuildFails);
        Assert.Equal(UpdatePhase.Failed, failed.Phase);
        var back = await KilledAsync("rollback", seed, UpdatePhase.RollingBack);
        Assert.Equal(UpdatePhase.Done, back.Phase);
        Assert.Equal((commit, image), (await CommitAsync(), rig.Pair.Head.ImageId()));
        var cancelled = await KilledAsync("apply", seed, UpdatePhase.Building, cancels: true);
        Assert.Equal((UpdatePhase.Cancelled, null), (cancelled.Phase, cancelled.Failure));
        Assert.Equal(await CommitAsync(), cancelled.ToCommit);
        Assert.Equal(image, rig.Pair.Head.ImageId());
        foreach (var update in new[] { failed, back, cancelled }) await NothingRunsAsync(update.Id);
    }

    private async Task<UpdateState> KilledAsync(
        string what, int seed, UpdatePhase phase, Action? before = null, BuildTrouble trouble = BuildTrouble.None,
        bool cancels = false)
    {
        before?.Invoke();
        rig.Pair.Head.BuildTrouble = trouble;
        string id;
        await using (var first = await rig.PanelAsync())
        {
            id = await BeginAsync(first, what);
            await IsAsync(first, id, update => update.Phase >= phase, $"is {phase}");
            if (cancels) (await first.Http.PostAsJsonAsync($"/api/update/{id}/cancel", new { }, Cancel)).Dispose();
            await Task.Delay(new Random(seed).Next(800), Cancel);
            await first.KillAsync();
        }

        await using var second = await rig.PanelAsync();
        var ended = await EndsAsync(second, id);
        output.WriteLine($"{what} {seed}: {ended.Phase} {ended.Failure?.Code}");
        rig.Pair.Head.BuildTrouble = BuildTrouble.None;
        Shop.LogIsExact(rig.Pair, id, await ReadAsync(second, id));
        return ended;
    }

    private async Task<string> CommitAsync() =>
        (await rig.Pair.Head.ShellAsync("git -C spark-vllm-docker rev-parse HEAD", Cancel)).Out.Trim();

    private async Task NothingRunsAsync(string id)
    {
        foreach (var (node, job, _) in Shop.Jobs(rig.Pair, id))
        {
            // What has ended and was not waited for yet is a zombie, and runs no more.
            var left = await node.ShellAsync(
                $"ps -o stat= -s $(head -n 1 .spark-control/jobs/{job}/pid) | grep -vc '^Z'", Cancel);
            Assert.Equal("0", left.Out.Trim());
        }
    }

    private async Task IsTrueAsync(PanelProcess panel, UpdateState ended, string tip)
    {
        Assert.True(ended.Phase == UpdatePhase.Done,
            $"{ended.Phase}: {ended.Failure?.Code} {ended.Failure?.Detail}\n{panel.Said}");
        var commit = (await rig.Pair.Head.ShellAsync("git -C spark-vllm-docker rev-parse HEAD", Cancel)).Out.Trim();
        Assert.Equal((tip, tip), (commit, ended.ToCommit));
        Assert.Equal(rig.Pair.Head.ImageId(), rig.Pair.Worker.ImageId());
        await NothingRunsAsync(ended.Id);
        var stored = await ReadAsync(panel, ended.Id);
        Shop.LogIsExact(rig.Pair, ended.Id, stored);
        Assert.Single(stored, line => line.Text == "$ git pull --ff-only");
        Assert.Single(stored, line => line.Text.StartsWith("$ ./build-and-copy.sh", StringComparison.Ordinal));
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        Assert.Equal(0, await redis.Database.ListLengthAsync(Keys.Taken(redis.Keys.Requests)));
    }

    private async Task CutAsync(Random random)
    {
        for (var cut = 0; cut < 4; cut++)
        {
            foreach (var sshd in rig.Sshds) sshd.DropConnections();
            await Task.Delay(random.Next(600), Cancel);
        }
    }

    private async Task BeforeAsync(string era)
    {
        // What upstream has now is that era's launcher, too: a pull brings the tools that then run.
        rig.Pair.Upstream.Push($"Era {era} as it was", era: era);
        foreach (var node in rig.Pair.Nodes)
        {
            node.InstallLauncher(era);
            await Shop.MakeRoomAsync(node, 1_000);
        }

        // A launcher that is installed anew has no way back to what an update before has left half-way.
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        await redis.Database.KeyDeleteAsync(redis.Keys.State(States.Former.Name));
        await redis.Database.HashDeleteAsync(redis.Keys.Index, States.Former.Name);
    }

    private static async Task<string> BeginAsync(PanelProcess panel, string what = "apply")
    {
        var said = "";
        await Moment.WhenAsync(
            async () =>
            {
                // The mark of upstream's news comes with the check: without it there is nothing to apply.
                using var check = await panel.Http.PostAsJsonAsync("/api/update/check", new { }, Cancel);
                using var answer = await panel.Http.PostAsJsonAsync($"/api/update/{what}", new { }, Cancel);
                said = await answer.Content.ReadAsStringAsync(Cancel);
                return answer.StatusCode == HttpStatusCode.Accepted;
            },
            () => $"an update is taken: {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    private static Task<UpdateState> EndsAsync(PanelProcess panel, string id) =>
        IsAsync(panel, id, update => !update.IsActive, "has ended");

    private static async Task<UpdateState> IsAsync(
        PanelProcess panel, string id, Func<UpdateState, bool> wanted, string what)
    {
        UpdateState? seen = null;
        await Moment.WhenAsync(
            async () =>
            {
                var job = JsonNode.Parse(await panel.Http.GetStringAsync("/api/update", Cancel))!["job"];
                seen = job is null ? null : Wire.Read<UpdateState>(job.ToJsonString());
                return seen?.Id == id && wanted(seen);
            },
            () => $"the update {what}; it is {(seen is null ? "nothing" : Wire.Write(seen))}\n{panel.Said}");
        return seen!;
    }

    private static async Task<List<LogLine>> ReadAsync(PanelProcess panel, string id)
    {
        List<LogLine> lines = [];
        var kind = "";
        foreach (var text in (await panel.Http.GetStringAsync($"/api/update/{id}/stream", Cancel)).Split('\n'))
        {
            if (text.StartsWith("event: ", StringComparison.Ordinal)) kind = text[7..];
            Assert.NotEqual("gap", kind);
            if (kind != "log" || !text.StartsWith("data: ", StringComparison.Ordinal)) continue;

            var block = JsonNode.Parse(text[6..])!;
            Assert.Equal(lines.Count + 1, (long)block["from"]!);
            lines.AddRange(Wire.Read<LogLine[]>(block["lines"]!.ToJsonString()));
        }

        return lines;
    }
}
