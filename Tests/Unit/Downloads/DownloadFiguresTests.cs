using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using Xunit;
using static SparkControl.Tests.Unit.Downloads.Given;

namespace SparkControl.Tests.Unit.Downloads;

public sealed class DownloadFiguresTests
{
    private const long All = 1_000_000;

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_700)]
    [InlineData(19_000)]
    public void At_a_constant_rate_the_time_left_is_right_after_the_first_tenth(int bytesPerSecond)
    {
        var state = AtWork();
        for (var at = 5; at * bytesPerSecond < All; at += 5)
        {
            var bytes = (long)at * bytesPerSecond;
            state = state.Then(Looked(bytes), at);
            if (bytes < All / 10 || at < 10) continue;

            var truth = (double)(All - bytes) / bytesPerSecond;
            Assert.InRange(state.Transfers[0].EtaSeconds!.Value, truth * 0.8, truth * 1.2 + 1);
            Assert.InRange(state.Transfers[0].BytesPerSecond!.Value, bytesPerSecond * 0.9, bytesPerSecond * 1.1);
        }
    }

    [Fact]
    public void A_rate_is_the_mean_of_fifteen_seconds()
    {
        var state = AtWork();
        foreach (var (at, bytes) in new[] { (0, 0), (5, 100_000), (10, 100_000), (15, 100_000), (20, 250_000) })
            state = state.Then(Looked(bytes), at);

        Assert.Equal(10_000, state.Transfers[0].BytesPerSecond);
    }

    [Fact]
    public void A_quarter_of_a_minute_without_a_byte_is_said_since_when()
    {
        var state = AtWork().Then(Looked(100), 5).Then(Looked(100), 15);
        Assert.Null(state.Transfers[0].StalledSince);

        state = state.Then(Looked(100), 20);
        Assert.Equal(Start.AddSeconds(5), state.Transfers[0].StalledSince);
        Assert.Null(state.Then(Looked(200), 25).Transfers[0].StalledSince);
    }

    [Fact]
    public void Percent_never_falls_and_is_not_full_before_every_file_is_seen()
    {
        var state = AtWork().Then(Looked(800_000), 5).Then(Looked(300_000), 10);

        Assert.Equal((80, 300_000L), (state.Percent, state.Transfers[0].Bytes));
        state = state.Then(Looked(All), 15);
        Assert.Equal((99, 99, false), (state.Percent, state.Transfers[0].Percent, state.Transfers[0].Verified));
    }

    [Fact]
    public void Each_file_says_what_each_node_has_of_it()
    {
        var state = AtWork(ModelNodes.Cluster).Then(Looked(301_000), 5);

        Assert.Equal([1_000, 300_000, 0], state.Files.Select(file => file.Done["spark1"]));
        Assert.Equal([0, 0, 0], state.Files.Select(file => file.Done["spark2"]));
    }

    [Theory]
    [InlineData("{0}.incomplete", 900, 512, 512)]
    [InlineData("{0}.4f2a.incomplete", 300, 512, 300)]
    [InlineData(".{0}.Xy12Zz", 700, 1024, 700)]
    [InlineData(".{0}.partial", 700, 1024, 700)]
    [InlineData("{0}", 400, 1024, 400)]
    [InlineData("{0}", 1_000, 0, 1_000)]
    [InlineData("other", 1_000, 1_000, 0)]
    public void A_part_counts_by_what_was_written_of_it(string name, long bytes, long allocated, long expected)
    {
        var blob = string.Format(System.Globalization.CultureInfo.InvariantCulture, name, "oid1");
        var disk = Disk(0) with { Blobs = new Dictionary<string, BlobLook> { [blob] = new(bytes, allocated) } };

        Assert.Equal(expected, FileOnDisk.Bytes(Model.Files[0], disk));
    }

    [Theory]
    [InlineData("oid1.incomplete")]
    [InlineData("oid1.4f2a91bc.incomplete")]
    public void A_part_that_a_killed_tool_has_left_beside_a_whole_file_makes_it_no_less_whole(string part)
    {
        var disk = Disk(All) with { Blobs = new Dictionary<string, BlobLook>(Disk(All).Blobs) { [part] = new(1, 1) } };

        Assert.Empty(DownloadFigures.Lacking(Planned(), disk));
        Assert.Equal(["config.json"], DownloadFigures.Lacking(Planned(), disk with { Files = Disk(All).Files.Where(file => file.Key != "config.json").ToDictionary() }));
    }

    [Fact]
    public void What_is_left_and_will_be_removed_counts_as_room()
    {
        var whole = Disk(All) with { Files = new Dictionary<string, long>(), FreeBytes = 10_000_000_000 };
        var blobs = new Dictionary<string, BlobLook> { ["oid1.a1.incomplete"] = new(2_000_000, 2_000_000), ["older.incomplete"] = new(700_000, 700_000) };
        var disk = whole with { Blobs = blobs };

        Assert.Equal(2_699_000, FileOnDisk.LeftOver(Model.Files, disk));
        Assert.Null(new DownloadPlan(Model, [new("spark1", disk)]).Hindrance);
        Assert.Equal("disk_short", new DownloadPlan(Model, [new("spark1", whole with { Blobs = new Dictionary<string, BlobLook>() })]).Hindrance?.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40_000.0)]
    public void The_time_left_of_a_download_for_two_is_of_both_ways_once_the_second_is_known(double? copyRate)
    {
        var planned = Planned(ModelNodes.Cluster).Then(new DownloadSignal.Begun());
        var state = planned with { Run = planned.Run! with { CopyRate = copyRate } };

        state = state.Then(Looked(100_000), 5).Then(Looked(200_000), 10);

        Assert.Equal(40, state.Transfers[0].EtaSeconds);
        Assert.Equal(copyRate is null ? null : 40L + 25, state.EtaSeconds);
        state = state.Then(Exited(All), 50).Then(new DownloadSignal.Begun(), 50).Then(Looked(100_000, "spark2"), 55).Then(Looked(200_000, "spark2"), 60);
        Assert.Equal((40L, 20_000.0), (state.EtaSeconds, state.Run!.CopyRate));
        Assert.Null(state.Then(new DownloadSignal.Hindered("spark1 does not answer."), 65).EtaSeconds);
    }
}
