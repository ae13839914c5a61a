using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Tests.Unit.Downloads.Given;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>A check by hashes: who was broken off goes on, and what is said is what was read.</summary>
public sealed class CheckRulesTests
{
    private static readonly string GitSum = new('1', 40);

    private static readonly HubModel Hub = Model with
    {
        Files = [Model.Files[0] with { Blob = GitSum }, .. Model.Files.Skip(1)]
    };

    [Fact]
    public void What_the_Hub_has_is_compared_on_each_node_that_has_it()
    {
        var check = Check();

        Assert.Equal(
            (Commit, 1_000_000L, DownloadStep.Hash), (check.Revision, check.TotalBytes, DownloadMachine.StepOf(check)));
        Assert.Equal(
            [("spark1", 1_000_000L), ("spark2", 1_000_000L)], check.Transfers.Select(t => (t.Node, t.TotalBytes)));
        Assert.Equal(3, CheckRules.Files(check).Count);
    }

    [Fact]
    public void Small_files_are_compared_by_gits_own_hash()
    {
        var good = Check().Then(Hashed(Ended("spark1"), Ended("spark2")));
        var bad = Check().Then(Hashed(Ended("spark1"), Ended("spark2", git: new('2', 40))));

        Assert.Equal((DownloadPhase.Done, 100), (good.Phase, good.Percent));
        Assert.All(good.Transfers, transfer => Assert.Equal((true, 100), (transfer.Verified, transfer.Percent)));
        Assert.Equal(("corrupt", "spark2"), (bad.Failure?.Code, bad.Failure?.Node));
        Assert.Contains("config.json", bad.Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal([true, false], bad.Transfers.Select(transfer => transfer.Verified));
    }

    [Theory]
    [InlineData(RemoteJobState.Lost, null)]
    [InlineData(RemoteJobState.Absent, null)]
    [InlineData(RemoteJobState.Exited, 137)]
    [InlineData(RemoteJobState.Exited, 143)]
    public void A_node_that_was_restarted_begins_again_and_the_other_goes_on(RemoteJobState job, int? code)
    {
        var state = Check();
        var former = DownloadChecks.JobOf(state, "spark2");
        for (var time = 1; time <= 2; time++)
        {
            state = state.Then(Hashed(Ended("spark1"), Broken(job, code)), time);
            Assert.Equal((true, false, time), (state.IsActive, state.Run!.Begun, state.Restarts));
            Assert.NotEqual(former, former = DownloadChecks.JobOf(state, "spark2"));
            Assert.Equal("d-1-spark1", DownloadChecks.JobOf(state, "spark1"));
            state = state.Then(new DownloadSignal.Begun(), time);
        }

        Assert.Equal(DownloadPhase.Done, state.Then(Hashed(Ended("spark1"), Ended("spark2")), 3).Phase);
        state = state.Then(Hashed(Ended("spark1"), Broken(job, code)), 3);
        Assert.Equal((DownloadStep.End, "interrupted"), (DownloadMachine.StepOf(state), state.Run!.Verdict?.Code));
        Assert.Equal("spark2", state.Then(new DownloadSignal.Gone(), 4).Failure?.Node);
    }

    [Fact]
    public void How_far_a_large_file_is_read_is_told_with_rate_and_rest()
    {
        var state = Check().Then(new DownloadSignal.Begun());
        for (var look = 0; look <= 3; look++)
            state = state.Then(Hashed(Reading("spark1", 100_000 * look), Reading("spark2", 0)), 5 * look);

        var (first, second) = (state.Transfers[0], state.Transfers[1]);
        Assert.Equal((300_000, 30, 20_000.0, 35L, null),
            (first.Bytes, first.Percent, first.BytesPerSecond, first.EtaSeconds, first.StalledSince));
        Assert.Equal(
            (0, 0.0, null, Start), (second.Bytes, second.BytesPerSecond, second.EtaSeconds, second.StalledSince));
        Assert.Equal(15, state.Percent);
    }

    [Fact]
    public void Percent_does_not_fall_when_a_node_begins_again_or_says_nothing()
    {
        var read = Check().Then(Hashed(Reading("spark1", 500_000), Reading("spark2", 500_000)));
        var silent =
            read.Then(Hashed(Reading("spark1", 600_000),
                Reading("spark2", 0) with { Status = new(RemoteJobState.Unknown, null, 0) }), 5);
        var again = silent.Then(Hashed(Reading("spark1", 600_000), Broken(RemoteJobState.Lost, null)), 10)
            .Then(new DownloadSignal.Begun(), 10).Then(Hashed(Reading("spark1", 600_000), Reading("spark2", 0)), 15);

        Assert.Equal((50, 500_000L, "Spark 2 does not answer."),
            (silent.Transfers[1].Percent, silent.Transfers[1].Bytes, silent.Hindrance));
        Assert.Equal((50, 0L, null), (again.Transfers[1].Percent, again.Transfers[1].Bytes, again.Hindrance));
        Assert.True(again.Percent >= silent.Percent && silent.Percent >= read.Percent);
    }

    [Fact]
    public void What_a_download_has_kept_is_compared_without_asking_anew()
    {
        var done = Planned(ModelNodes.Cluster, All, All);

        var check = CheckRules.Kept(Asked(ModelNodes.Cluster) with { Verifies = "d-0" }, done);

        Assert.Equal(["spark1", "spark2"], check.Transfers.Select(transfer => transfer.Node));
        Assert.Equal(done.Run!.Blobs, check.Run!.Blobs);
        Assert.All(check.Files, file => Assert.Empty(file.Done));
    }

    private const long All = 1_000_000;

    private static DownloadState Check()
    {
        var check = Asked(ModelNodes.Cluster) with { Verifies = "d-1", Phase = DownloadPhase.Verifying };
        return check.Then(new DownloadSignal.CheckPlanned(
            Hub, new Dictionary<string, string> { ["spark1"] = "/hub", ["spark2"] = "/hub" }));
    }

    private static DownloadSignal.Hashed Hashed(params NodeHashes[] nodes) => new(nodes);

    private static NodeHashes Ended(string node, string? git = null)
    {
        var sums = Hub.Files.ToDictionary(file => file.Path, file => file.Sha256 ?? new string('0', 64));
        return new(node, new(RemoteJobState.Exited, 0, 0), new(sums, Git(git), 0));
    }

    private static NodeHashes Reading(string node, long position) =>
        new(node, new(RemoteJobState.Running, null, 0), new(new Dictionary<string, string>(), Git(null), position));

    private static NodeHashes Broken(RemoteJobState job, int? code) =>
        Reading("spark2", 0) with { Status = new(job, code, 0) };

    private static Dictionary<string, string> Git(string? sum) => new() { ["config.json"] = sum ?? GitSum };
}
