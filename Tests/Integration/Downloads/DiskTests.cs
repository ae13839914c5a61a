using System.Net.Http.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>What is on the disks, and how it goes.</summary>
[Collection(DownloadCollection.Name)]
public sealed class DiskTests(DownloadRig rig) : IAsyncLifetime
{
    private const string Tiny = "simulator/tiny", Bundled = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await rig.ResetAsync();

    public async ValueTask DisposeAsync() => await rig.Get<StateStore>().WriteAsync(
        States.Service("vllm"), new ServiceState { Name = "vllm", Verdict = ServiceVerdict.Unknown, Since = DateTimeOffset.UtcNow, N = 99 });

    [Fact]
    public async Task Everything_in_the_cache_is_listed_whether_or_not_the_catalog_knows_it()
    {
        var done = await rig.DownloadAsync(Tiny, "cluster");
        rig.Head.AddModel(Bundled);
        rig.Get<ClusterScan>().Look();
        await rig.UntilAsync(States.Disk, disk => disk.Nodes["spark1"].Weights.ContainsKey(Tiny) && disk.Nodes["spark1"].Weights.ContainsKey(Bundled));

        var disk = await rig.GetAsync("/api/disk");

        var weights = disk["weights"]!.AsArray().ToDictionary(one => (string)one!["weights"]!, one => one!);
        Assert.Equal(["qwen36"], weights[Bundled]["models"]!.AsArray().Select(key => (string)key!));
        Assert.Empty(weights[Tiny]["models"]!.AsArray());
        Assert.Equal((true, true), ((bool)weights[Tiny]["nodes"]!["spark1"]!["complete"]!, (bool)weights[Tiny]["nodes"]!["spark2"]!["complete"]!));
        Assert.True((long)weights[Tiny]["freeable_bytes"]! >= 2 * done.TotalBytes);
        Assert.True((long)disk["nodes"]!["spark2"]!["free_bytes"]! > 0);
    }

    [Fact]
    public async Task Deleted_weights_are_gone_from_every_node_and_what_that_freed_is_true()
    {
        var done = await rig.DownloadAsync(Tiny, "cluster");
        var other = await rig.DownloadAsync("simulator/small");
        var free = rig.Pair.Nodes.ToDictionary(node => node.Name, node => node.DiskFree);

        var id = await rig.AcceptedAsync($"/api/disk?weights={Tiny}", method: HttpMethod.Delete);
        var ended = await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);

        Assert.Null(ended.Failure);
        foreach (var node in rig.Pair.Nodes)
        {
            Assert.False(Directory.Exists(Path.Combine(node.Home, ".cache/huggingface/hub/models--simulator--tiny")));
            Assert.InRange(ended.Nodes[node.Name].FreedBytes!.Value, done.TotalBytes!.Value, done.TotalBytes.Value + 200_000);
            Assert.InRange(node.DiskFree - free[node.Name], done.TotalBytes.Value - 100_000, done.TotalBytes.Value + 200_000);
        }

        await DownloadPair.HasAllAsync(rig.Head, other);
        Assert.Equal(id, (string?)(await rig.GetAsync($"/api/disk/deletions/{id}"))["id"]);
    }

    [Fact]
    public async Task What_is_loaded_or_comes_just_now_is_not_deleted()
    {
        rig.Head.Downloads.BytesPerSecond = 3_000_000;
        var id = await rig.BeginAsync("simulator/small");
        Assert.Equal((409, "download_runs"), await DeleteAsync("simulator/small"));
        await rig.CancelAsync(id);
        await rig.EndOfAsync(id);

        var now = DateTimeOffset.UtcNow;
        var loaded = new ServiceState { Name = "vllm", Verdict = ServiceVerdict.Healthy, Since = now, LastGood = now, N = 1, Model = new(Bundled, null, null) };
        await rig.Get<StateStore>().WriteAsync(States.Service("vllm"), loaded);
        await rig.UntilAsync(States.Service("vllm"), vllm => vllm.Model?.Id == Bundled);
        Assert.Equal((409, "loaded"), await DeleteAsync(Bundled));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_keeps_its_weights_and_that_is_said()
    {
        await rig.DownloadAsync(Tiny, "cluster");
        await rig.Sshds[1].StopAsync();
        try
        {
            var id = await rig.AcceptedAsync($"/api/disk?weights={Tiny}", method: HttpMethod.Delete);
            var ended = await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);

            Assert.Equal(("not_deleted", "spark2"), (ended.Failure?.Code, ended.Failure?.Node));
            Assert.NotNull(ended.Nodes["spark1"].FreedBytes);
            Assert.NotNull(ended.Nodes["spark2"].Problem);
        }
        finally
        {
            rig.Sshds[1].Resume();
        }
    }

    [Fact]
    public async Task No_hostile_string_is_taken_for_weights_or_reaches_a_shell()
    {
        var before = await JobsAsync();
        var all = HostileStrings.Make(500, withControls: true).Where(text => !HubCache.IsRepo($"org/{text.Trim()}")).ToList();
        Assert.True(all.Count > 480, "Most are no names.");

        foreach (var hostile in all)
        {
            var download = await DownloadRig.RefusedAsync(rig.Http.PostAsJsonAsync("/api/downloads", new { repo = $"org/{hostile}", nodes = "solo" }, Cancel));
            Assert.True((download.Status, download.Code) == (400, "bad_repo"), hostile);
            var delete = await DeleteAsync($"org/{hostile}");
            Assert.True(delete == (400, "bad_repo"), hostile);
        }

        Assert.Equal(before, await JobsAsync());
        Assert.False(File.Exists(HostileStrings.Pwned));
    }

    private async Task<string> JobsAsync() => (await rig.Head.ShellAsync("ls .spark-control/jobs | sort", Cancel)).Out;

    private async Task<(int, string)> DeleteAsync(string weights)
    {
        var refused = await DownloadRig.RefusedAsync(rig.Http.DeleteAsync($"/api/disk?weights={Uri.EscapeDataString(weights)}", Cancel));
        return (refused.Status, refused.Code);
    }
}
