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
        await rig.UntilAsync(States.Disk, disk => disk.Nodes["spark1"].Weights.ContainsKey(Bundled)
            && disk.Nodes.Values.All(node => node.Weights.ContainsKey(Tiny)));

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
    public async Task Who_holds_the_reservation_deletes_with_its_token()
    {
        await rig.DownloadAsync(Tiny);
        var expires = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();
        await rig.Get<StateStore>().WriteAsync(States.Reservation, new Reservation("nightly", SwapDesk.HashOf("secret"), expires, null));
        try
        {
            using var refused = await rig.Http.DeleteAsync($"/api/disk?weights={Tiny}", Cancel);
            using var wrong = await rig.Http.DeleteAsync($"/api/disk?weights={Tiny}&token=another", Cancel);
            var id = await rig.AcceptedAsync($"/api/disk?weights={Tiny}", new { token = "secret" }, HttpMethod.Delete);
            await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);

            Assert.Equal((423, 423), ((int)refused.StatusCode, (int)wrong.StatusCode));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
        finally
        {
            await rig.Get<StateStore>().WriteAsync(States.Reservation, new Reservation(null, null, 0, null));
        }
    }

    [Fact]
    public async Task Weights_that_a_model_may_run_from_are_not_deleted_whoever_says_so()
    {
        const string Gemma = "google/gemma-4-26B-A4B-it";
        rig.Head.AddModel(Gemma);
        var swap = await rig.AcceptedAsync("/api/swap", new { model = "gemma4" });
        await rig.UntilAsync(States.Swap, state => state.Id == swap && state is { Phase: SwapPhase.Ready, IsActive: false });

        // Nobody has looked at vLLM: the last load says so.
        Assert.Equal((409, "loaded"), await DeleteAsync(Gemma));
        // Somebody has looked too early: vLLM itself says so.
        await SeenAsync(ServiceVerdict.Stopped);
        Assert.Equal("loaded", (await DeletionAsync(Gemma)).Failure?.Code);

        // It does not answer, and its container runs: nobody knows.
        await rig.Head.ShellAsync("docker rm -f vllm_node; docker run -d --rm --name vllm_node vllm-node sleep infinity", Cancel);
        await SeenAsync(ServiceVerdict.Stopped);
        var doubted = await DeletionAsync(Gemma);
        Assert.Equal(("use_unknown", 0), (doubted.Failure?.Code, doubted.Nodes.Count));
        Assert.True(Directory.Exists(Path.Combine(rig.Head.Home, ".cache/huggingface/hub/models--google--gemma-4-26B-A4B-it")));

        await rig.Head.ShellAsync("docker rm -f vllm_node", Cancel);
        await SeenAsync(ServiceVerdict.Stopped);
        Assert.Null((await DeletionAsync(Gemma)).Failure);
        Assert.False(Directory.Exists(Path.Combine(rig.Head.Home, ".cache/huggingface/hub/models--google--gemma-4-26B-A4B-it")));
    }

    [Fact]
    public async Task What_a_deletion_has_freed_is_true_when_the_connection_drops_in_the_middle_of_it()
    {
        var done = await rig.DownloadAsync(Tiny);
        // An rm that takes its time.
        const string Slow = "#!/bin/sh\ncase \"$*\" in *models--*) touch ~/began; while [ ! -e ~/go ]; do sleep 0.05; done;; esac\nexec /bin/rm \"$@\"\n";
        var (rm, began, go) = (InHome(".local/bin/rm"), InHome("began"), InHome("go"));
        await File.WriteAllTextAsync(rm, Slow, Cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(rm, (UnixFileMode)0b111_101_101);
        try
        {
            var id = await rig.AcceptedAsync($"/api/disk?weights={Tiny}", method: HttpMethod.Delete);
            await Until.TrueAsync(() => File.Exists(began));
            rig.Sshds[0].DropConnections();
            await File.WriteAllTextAsync(go, "", Cancel);

            var ended = await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);
            Assert.Null(ended.Failure);
            Assert.InRange(ended.Nodes["spark1"].FreedBytes!.Value, done.TotalBytes!.Value, done.TotalBytes.Value + 200_000);
        }
        finally
        {
            foreach (var file in new[] { rm, began, go }) File.Delete(file);
        }

        string InHome(string path) => Path.Combine(rig.Head.Home, path);
    }

    [Fact]
    public async Task Unfinished_files_can_be_given_back_and_what_is_whole_stays()
    {
        var done = await rig.DownloadAsync(Tiny);
        await rig.Head.ShellAsync("cd .cache/huggingface/hub/models--simulator--tiny/blobs && dd if=/dev/zero of=aa.incomplete bs=1024 count=300 && touch -d '1 hour ago' aa.incomplete", Cancel);
        rig.Get<ClusterScan>().Look();
        await rig.UntilAsync(States.Disk, disk => disk.Nodes["spark1"].Weights.GetValueOrDefault(Tiny)?.PartBytes == 300 * 1024);

        var id = await rig.AcceptedAsync($"/api/disk?weights={Tiny}&parts=true", method: HttpMethod.Delete);
        var ended = await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);

        Assert.Equal((null, 300L * 1024, 0L), (ended.Failure, ended.Nodes["spark1"].FreedBytes, ended.Nodes["spark2"].FreedBytes));
        await DownloadPair.HasAllAsync(rig.Head, done);
    }

    [Fact]
    public async Task What_is_on_the_disks_is_compared_with_the_Hub_whoever_has_brought_it()
    {
        var done = await rig.DownloadAsync(Tiny, "cluster");
        rig.Get<ClusterScan>().Look();
        await rig.UntilAsync(States.Disk, disk => disk.Nodes.Values.All(node => node.Weights.GetValueOrDefault(Tiny)?.Complete == true));

        var good = await rig.EndOfAsync(await rig.AcceptedAsync($"/api/disk/verify?weights={Tiny}"));
        await rig.Worker.ShellAsync("cd .cache/huggingface/hub/models--simulator--tiny/snapshots/*/ && printf X | dd of=\"$(readlink -f config.json)\" bs=1 seek=2 conv=notrunc", Cancel);
        var bad = await rig.EndOfAsync(await rig.AcceptedAsync($"/api/disk/verify?weights={Tiny}"));

        Assert.Equal((DownloadPhase.Done, good.Id, done.Revision, done.TotalBytes), (good.Phase, good.Verifies, good.Revision, good.TotalBytes));
        Assert.Equal(["spark1", "spark2"], good.Transfers.Where(transfer => transfer.Verified).Select(transfer => transfer.Node));
        Assert.Equal(("corrupt", "spark2"), (bad.Failure?.Code, bad.Failure?.Node));
        Assert.Contains("config.json", bad.Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal((404, "not_on_disk"), await CodeAsync(rig.Http.PostAsync("/api/disk/verify?weights=simulator/none", null, Cancel)));
    }

    [Fact]
    public async Task What_each_Spark_lacks_of_a_repository_is_said_before_the_click()
    {
        var done = await rig.DownloadAsync(Tiny);

        var asked = await rig.GetAsync($"/api/models/suggest?repo={Tiny}");

        Assert.Equal((0L, done.TotalBytes), ((long)asked["missing_bytes"]!["spark1"]!, (long?)asked["missing_bytes"]!["spark2"]));
        Assert.Equal(10_000_000_000L, (long)asked["spare_bytes"]!);
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
            var verify = await CodeAsync(rig.Http.PostAsync($"/api/disk/verify?weights={Uri.EscapeDataString($"org/{hostile}")}", null, Cancel));
            Assert.True(verify == (400, "bad_repo"), hostile);
        }

        Assert.Equal(before, await JobsAsync());
        Assert.False(File.Exists(HostileStrings.Pwned));
    }

    private async Task<string> JobsAsync() => (await rig.Head.ShellAsync("ls .spark-control/jobs | sort", Cancel)).Out;

    private Task<(int, string)> DeleteAsync(string weights) =>
        CodeAsync(rig.Http.DeleteAsync($"/api/disk?weights={Uri.EscapeDataString(weights)}", Cancel));

    private static async Task<(int, string)> CodeAsync(Task<HttpResponseMessage> request)
    {
        var refused = await DownloadRig.RefusedAsync(request);
        return (refused.Status, refused.Code);
    }

    private async Task<DeletionState> DeletionAsync(string weights)
    {
        var id = await rig.AcceptedAsync($"/api/disk?weights={weights}", method: HttpMethod.Delete);
        return await rig.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);
    }

    private async Task SeenAsync(ServiceVerdict verdict)
    {
        await rig.Get<StateStore>().WriteAsync(
            States.Service("vllm"), new ServiceState { Name = "vllm", Verdict = verdict, Since = DateTimeOffset.UtcNow, N = 1 });
        await rig.UntilAsync(States.Service("vllm"), vllm => vllm.Verdict == verdict);
    }
}
