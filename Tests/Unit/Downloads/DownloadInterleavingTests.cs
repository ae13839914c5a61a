using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Tests.Unit.Downloads.Given;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>Whatever comes in whatever order: what must always hold.</summary>
public sealed class DownloadInterleavingTests
{
    private const long All = 1_000_000;

    [Fact]
    public void Two_thousand_stories_keep_to_the_rules()
    {
        for (var seed = 0; seed < 2_000; seed++) Play(new Random(seed), seed);
    }

    private static void Play(Random random, int seed)
    {
        var nodes = random.Next(2) == 0 ? ModelNodes.Solo : ModelNodes.Cluster;
        var world = new World(random);
        var state = Asked(nodes).Then(new DownloadSignal.TakenUp());
        for (double at = 0; DownloadMachine.StepOf(state) is { } step; at += 5)
        {
            Assert.True(at < 20_000, $"Story {seed} does not end: {state.Phase}");
            if (random.Next(40) == 0) state = state.Then(new DownloadSignal.TakenUp(), at);
            if (random.Next(200) == 0) state = Next(state, new DownloadSignal.CancelAsked(), at, world);
            if (DownloadMachine.StepOf(state) is { } now) state = Next(state, world.Do(now, state), at, world);
            Assert.True(step != DownloadStep.Begin || world.Jobs <= 1, $"Story {seed} has two jobs");
        }

        Assert.True(world.Jobs == 0, $"Story {seed} has ended as {state.Phase} and left a job");
        Assert.Equal(state.Phase == DownloadPhase.Done, state.Percent == 100);
        Assert.Equal(state.Phase == DownloadPhase.Failed, state.Failure is not null);
    }

    private static DownloadState Next(DownloadState state, DownloadSignal signal, double at, World world)
    {
        var next = state.Then(signal, at);
        Assert.True((next.Percent ?? 0) >= (state.Percent ?? 0), "Percent has fallen");
        Assert.True(
            next.Percent is null or <= 99 || next.Phase == DownloadPhase.Done, "It says that it is done before it is");
        if (next.Repo == state.Repo && next.Transfers.Count == state.Transfers.Count)
            Assert.All(next.Transfers.Zip(state.Transfers),
                pair => Assert.True(pair.First.Percent >= pair.Second.Percent, "A node's percent has fallen"));
        foreach (var transfer in next.Transfers)
            Assert.True(transfer.Percent < 100 || transfer.Verified, "A node is full before it is verified");
        Assert.True(world.Jobs == 0 || next.IsActive, $"It ended as {next.Phase} while its job runs");
        return next;
    }

    /// <summary>
    /// Two disks and at most one remote job, which comes on, hangs, ends, is lost, or cannot be seen.
    /// </summary>
    private sealed class World(Random random)
    {
        private readonly Dictionary<string, long> disks = new() { ["spark1"] = 0, ["spark2"] = 0 };
        private string? job;
        private bool hangs, exited;

        public int Jobs => job is null || exited ? 0 : 1;

        public DownloadSignal Do(DownloadStep step, DownloadState state)
        {
            if (step != DownloadStep.WaitForTurn && random.Next(10) == 0)
                return new DownloadSignal.Hindered("It does not answer.");

            return step switch
            {
                DownloadStep.Wait => new DownloadSignal.Waited(),
                DownloadStep.WaitForTurn => new DownloadSignal.Turn(random.Next(2)),
                DownloadStep.Plan =>
                    new DownloadSignal.Planned(new(Model, [.. state.Nodes == ModelNodes.Solo ? Both.Take(1) : Both])),
                DownloadStep.Begin => Begin(state),
                DownloadStep.Look => Look(state),
                DownloadStep.End => End(),
                DownloadStep.Compare => Compared([.. Names(state).Select(node => (node, disks[node]))]),
                DownloadStep.Conclude => new DownloadSignal.Concluded(null, null, null),
                _ => throw new ArgumentOutOfRangeException(nameof(step))
            };
        }

        private IEnumerable<KeyValuePair<string, RepoLook>> Both =>
            disks.Select(disk => KeyValuePair.Create(disk.Key, Disk(disk.Value)));

        private static string[] Names(DownloadState state) =>
            state.Nodes == ModelNodes.Solo ? ["spark1"] : ["spark1", "spark2"];

        // One id never runs twice; another one begins only when the one before is gone.
        private DownloadSignal.Begun Begin(DownloadState state)
        {
            var id = $"{state.Id}-{state.Run!.Attempt}";
            if (job == id) return new();

            Assert.Equal(0, Jobs);
            (job, exited, hangs) = (id, false, random.Next(4) == 0);
            return new();
        }

        private DownloadSignal Look(DownloadState state)
        {
            var node = state.Phase == DownloadPhase.Copying ? "spark2" : "spark1";
            if (!hangs && !exited) disks[node] = Math.Min(All, disks[node] + random.Next(300_000));
            if (disks[node] == All) exited = true;
            if (exited) return Exited(disks[node], node);
            if (random.Next(60) != 0) return Looked(disks[node], node);

            exited = true;
            return random.Next(2) == 0
                ? Looked(disks[node], node, RemoteJobState.Lost)
                : Broke(disks[node], Enum.GetValues<ToolFault>()[random.Next(4)], node);
        }

        private DownloadSignal.Gone End()
        {
            exited = true;
            return new();
        }
    }
}
