using System.Net.Http.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Hub;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>Downloads over real sshds, from the click to the last file.</summary>
[Collection(DownloadCollection.Name)]
public sealed class DownloadTests(DownloadRig rig) : IAsyncLifetime
{
    private const string Small = "simulator/small", Tiny = "simulator/tiny";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await rig.ResetAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_download_for_two_comes_once_from_the_Hub_and_once_over_the_link()
    {
        var (fetched, copied) = (rig.Head.Downloads.BytesMoved, rig.Head.Copies.BytesMoved);
        rig.Head.Downloads.BytesPerSecond = rig.Head.Copies.BytesPerSecond = 4_000_000;
        var id = await rig.BeginAsync($"{rig.Pair.HubUrl}/{Small}/tree/main", "cluster");

        DownloadState done = null!;
        var states = await rig.StatesOfAsync(id, async () => done = await rig.EndOfAsync(id));

        Assert.True(done.Phase == DownloadPhase.Done, $"{done.Failure}\n{await rig.LogAsync(id)}");
        Assert.Equal((Small, 100, 0), (done.Repo, done.Percent, done.Restarts));
        Assert.All(done.Transfers, transfer => Assert.Equal((true, 100, done.TotalBytes), (transfer.Verified, transfer.Percent, (long?)transfer.Bytes)));
        Assert.Equal(["hub", "spark1"], done.Transfers.Select(transfer => transfer.From));
        foreach (var node in rig.Pair.Nodes) await DownloadPair.HasAllAsync(node, done);
        Assert.Equal(done.TotalBytes, rig.Head.Downloads.BytesMoved - fetched);
        Assert.InRange(rig.Head.Copies.BytesMoved - copied, done.TotalBytes!.Value * 0.99, done.TotalBytes.Value * 1.01);
        Assert.Equal(states.Select(state => state.Percent ?? 0).Order(), states.Select(state => state.Percent ?? 0));
        Assert.Equal(
            [DownloadPhase.Preflight, DownloadPhase.Downloading, DownloadPhase.Copying, DownloadPhase.Verifying, DownloadPhase.Done],
            states.Select(state => state.Phase).Where(phase => phase != DownloadPhase.Queued).Distinct());
        Assert.Contains(states, state => state.Transfers.Any(t => t is { Node: "spark1", BytesPerSecond: > 0, EtaSeconds: not null }));
        Assert.Contains(states, state => state.Transfers.Any(t => t is { Node: "spark2", BytesPerSecond: > 0 }) && state.EtaSeconds is not null);
        Assert.Null(done.EtaSeconds);
        foreach (var node in new[] { 0, 1 })
        {
            var percents = states.Where(state => state.Transfers.Count == 2).Select(state => state.Transfers[node].Percent).ToList();
            Assert.Equal(percents.Order(), percents);
        }
    }

    [Fact]
    public async Task What_comes_to_the_Hub_meanwhile_is_for_the_next_download_and_only_that_is_copied()
    {
        const string repo = "tests/moves";
        var first = HubRepo.Written(repo, 2, 3_000_000);
        rig.Pair.Hub.Add(first);
        rig.Head.Downloads.BytesPerSecond = 4_000_000;
        var id = await rig.BeginAsync(repo);
        await rig.UntilDownloadAsync(id, download => download.Transfers is [{ Bytes: > 0 }]);

        rig.Pair.Hub.Add(first.Moved());
        var old = await rig.EndOfAsync(id);
        rig.Head.Downloads.BytesPerSecond = null;
        var copied = rig.Head.Copies.BytesMoved;
        var done = await rig.DownloadAsync(repo, "cluster");

        Assert.Equal((DownloadPhase.Done, first.Commit, 0), (old.Phase, old.Revision, old.Restarts));
        Assert.Equal((DownloadPhase.Done, rig.Pair.Hub.Repos[repo].Commit), (done.Phase, done.Revision));
        Assert.InRange(rig.Head.Copies.BytesMoved - copied, done.TotalBytes!.Value, done.TotalBytes.Value + 100_000);
        foreach (var node in rig.Pair.Nodes) await DownloadPair.HasAllAsync(node, done);
    }

    [Fact]
    public async Task What_Spark_1_has_is_copied_as_it_is_whatever_the_Hub_has_by_now()
    {
        const string repo = "tests/stays";
        var first = HubRepo.Written(repo, 1, 300_000);
        rig.Pair.Hub.Add(first);
        await rig.DownloadAsync(repo);
        rig.Pair.Hub.Add(first.Moved());
        rig.Pair.Hub.IsAway = true;
        var fetched = rig.Head.Downloads.BytesMoved;

        var done = await rig.EndOfAsync(await rig.AcceptedAsync("/api/downloads", new { repo, nodes = "cluster", completes = true }));

        Assert.True(done.Phase == DownloadPhase.Done, $"{done.Failure} {done.Hindrance}");
        Assert.Equal((first.Commit, fetched), (done.Revision, rig.Head.Downloads.BytesMoved));
        foreach (var node in rig.Pair.Nodes) await DownloadPair.HasAllAsync(node, done);
    }

    [Theory]
    [InlineData("Simulator/TINY")]
    [InlineData("someone/tiny-before")]
    public async Task A_repository_that_was_named_otherwise_comes_under_its_own_name(string pasted)
    {
        rig.Pair.Hub.Rename("someone/tiny-before", Tiny);

        var done = await rig.DownloadAsync(pasted);

        Assert.Equal((DownloadPhase.Done, Tiny, Tiny), (done.Phase, done.Repo, done.Subject));
        await DownloadPair.HasAllAsync(rig.Head, done);
    }

    [Fact]
    public async Task A_list_of_files_that_comes_in_pages_is_downloaded_whole()
    {
        rig.Pair.Hub.PageSize = 2;

        var done = await rig.DownloadAsync(Tiny);

        Assert.Equal((DownloadPhase.Done, rig.Pair.Hub.Repos[Tiny].TotalBytes), (done.Phase, done.TotalBytes));
    }

    [Fact]
    public async Task What_is_there_already_is_not_fetched_again()
    {
        await rig.DownloadAsync(Tiny);
        var fetched = rig.Head.Downloads.BytesMoved;

        var again = await rig.DownloadAsync(Tiny, "cluster");

        Assert.Equal((DownloadPhase.Done, fetched), (again.Phase, rig.Head.Downloads.BytesMoved));
        await DownloadPair.HasAllAsync(rig.Worker, again);
    }

    [Fact]
    public async Task Repositories_wait_for_each_other_and_of_one_there_is_one_download()
    {
        rig.Head.Downloads.BytesPerSecond = 500_000;
        var first = await rig.BeginAsync(Small);
        var second = await rig.BeginAsync(Tiny);
        var refused = await DownloadRig.RefusedAsync(rig.Http.PostAsJsonAsync("/api/downloads", new { repo = Small, nodes = "solo" }, Cancel));

        Assert.Equal((409, "download_runs", first), (refused.Status, refused.Code, (string?)refused.Problem["id"]));
        await rig.UntilDownloadAsync(second, download => download is { Phase: DownloadPhase.Queued, Position: 1 });
        Assert.Equal([first, second], (await rig.GetAsync("/api/downloads")).AsArray().Take(2).Select(one => (string?)one!["id"]));
        rig.Head.Downloads.BytesPerSecond = 1e9;
        var ends = await Task.WhenAll(rig.EndOfAsync(first), rig.EndOfAsync(second));
        Assert.All(ends, end => Assert.Equal(DownloadPhase.Done, end.Phase));
        Assert.True(ends[1].StartedAt >= ends[0].EndedAt, "Two ran at once.");
    }

    [Fact]
    public async Task A_cancel_ends_all_that_runs_and_keeps_what_has_come()
    {
        rig.Head.Downloads.BytesPerSecond = 2_000_000;
        var id = await rig.BeginAsync("simulator/large");
        await rig.UntilDownloadAsync(id, download => download.Transfers is [{ Bytes: > 0 }]);

        await rig.CancelAsync(id);
        var ended = await rig.EndOfAsync(id);

        Assert.Equal((DownloadPhase.Cancelled, true), (ended.Phase, ended.CancelRequested));
        await Until.TrueAsync(() => rig.Head.Downloads.Running == 0, "it has ended");
        // What has ended and waits for its parent is gone.
        var left = await rig.Head.ShellAsync(
            $"ps -o stat=,args= -s $(head -n 1 .spark-control/jobs/{id}-1/pid) | grep -v ^Z || echo none", Cancel);
        Assert.Equal("none", left.Out.Trim());
        var kept = await rig.Head.ShellAsync("ls .cache/huggingface/hub/models--simulator--large/blobs", Cancel);
        Assert.Contains(".incomplete", kept.Out, StringComparison.Ordinal);
        Assert.Equal((409, "download_has_ended"), await CodeAsync($"/api/downloads/{id}/cancel"));
        await SettledAsync();
    }

    [Fact]
    public async Task A_token_reaches_the_tool_and_nothing_else()
    {
        await rig.SetSecretAsync(SimulatedHub.Token);
        rig.Head.Downloads.BytesPerSecond = 300_000;
        var id = await rig.BeginAsync("simulator/gated");
        await rig.UntilDownloadAsync(id, download => download.Transfers is [{ Bytes: > 0 }]);
        var processes = await rig.Head.ShellAsync("ps -eo args", Cancel);

        var done = await rig.EndOfAsync(id);

        Assert.Equal(DownloadPhase.Done, done.Phase);
        Assert.Contains("hf download simulator/gated", processes.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(SimulatedHub.Token, processes.Out, StringComparison.Ordinal);
        var files = await rig.Head.ShellAsync($"cat .spark-control/jobs/{done.Id}-*/*", Cancel);
        Assert.Contains("hf download", files.Out, StringComparison.Ordinal);
        var answers = await rig.Http.GetStringAsync($"/api/downloads/{done.Id}", Cancel);
        foreach (var text in new[] { files.Out, answers, await rig.LogAsync(done.Id), Wire.Write(done) })
            Assert.DoesNotContain(SimulatedHub.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"run\"", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_a_download_can_be_compared_with_the_Hubs()
    {
        var done = await rig.DownloadAsync(Tiny, "cluster");
        var good = await rig.EndOfAsync(await rig.VerifyAsync(done.Id));
        var blob = done.Run!.Blobs.Values.First(name => name.Length == 64);
        await rig.Worker.ShellAsync($"cd .cache/huggingface/hub/models--simulator--tiny/blobs && printf X | dd of={blob} bs=1 seek=99 conv=notrunc", Cancel);

        var bad = await rig.EndOfAsync(await rig.VerifyAsync(done.Id));

        Assert.Equal((DownloadPhase.Done, done.Id), (good.Phase, good.Verifies));
        Assert.All(good.Transfers, transfer => Assert.True(transfer.Verified));
        Assert.Equal((DownloadPhase.Failed, "corrupt", "spark2"), (bad.Phase, bad.Failure?.Code, bad.Failure?.Node));
        Assert.Equal([true, false], bad.Transfers.Select(transfer => transfer.Verified));
        Assert.Contains(".safetensors", bad.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_it_is_done_an_entry_for_the_catalog_is_suggested()
    {
        var done = await rig.DownloadAsync(Small);
        var asked = await rig.GetAsync($"/api/models/suggest?repo={Small}");

        Assert.Equal(("small", Small, ModelNodes.Solo), (done.Suggestion?.Key, done.Suggestion?.Repo, done.Suggestion?.Nodes));
        Assert.Equal(done.Suggestion!.Args, asked["args"]!.AsArray().Select(word => (string)word!));
        Assert.Equal((done.TotalBytes, done.Files.Count, false), ((long?)asked["total_bytes"], (int)asked["files"]!, (bool)asked["gated"]!));
        Assert.True((long)asked["free_bytes"]!["spark1"]! > 0);
    }

    [Fact]
    public async Task The_swap_that_is_to_follow_begins_when_it_is_done()
    {
        const string repo = "google/gemma-4-26B-A4B-it";
        foreach (var node in rig.Pair.Nodes) node.RemoveModel(repo);

        var done = await rig.DownloadAsync(repo, "solo", "gemma4");

        Assert.Equal((DownloadPhase.Done, null, null), (done.Phase, done.ThenSwapProblem, done.Suggestion));
        var swap = await rig.UntilAsync(States.Swap, swap => swap.Id == done.ThenSwapId);
        Assert.Equal("gemma4", swap.Model);
        using var cancelled = await rig.Http.PostAsJsonAsync($"/api/swap/{swap.Id}/cancel", new { }, Cancel);
        await rig.UntilAsync(States.Swap, now => !now.IsActive);
    }

    [Fact]
    public async Task A_reservation_does_not_hold_the_download_up_and_is_told_instead_of_the_swap()
    {
        var expires = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();
        await rig.Get<StateStore>().WriteAsync(States.Reservation, new Reservation("nightly", SwapDesk.HashOf("secret"), expires, null));
        try
        {
            var done = await rig.DownloadAsync("google/gemma-4-26B-A4B-it", "solo", "gemma4");
            var holders = await rig.EndOfAsync(await rig.AcceptedAsync(
                "/api/downloads", new { repo = "google/gemma-4-26B-A4B-it", nodes = "solo", then_swap = "gemma4", token = "secret" }));

            Assert.Equal((DownloadPhase.Done, null), (done.Phase, done.ThenSwapId));
            Assert.Contains("nightly", done.ThenSwapProblem, StringComparison.Ordinal);
            Assert.Null(holders.ThenSwapProblem);
            await rig.UntilAsync(States.Swap, swap => swap.Id == holders.ThenSwapId);
            await rig.AcceptedAsync($"/api/swap/{holders.ThenSwapId}/cancel");
            await rig.UntilAsync(States.Swap, now => !now.IsActive);
        }
        finally
        {
            await rig.Get<StateStore>().WriteAsync(States.Reservation, new Reservation(null, null, 0, null));
        }
    }

    [Fact]
    public async Task Its_stream_tells_lines_and_states_and_ends()
    {
        var done = await rig.DownloadAsync(Tiny);

        var text = await rig.Http.GetStringAsync($"/api/downloads/{done.Id}/stream", Cancel);

        foreach (var part in new[] { "event: snapshot", "event: log", "Every file is there", "\"phase\":\"done\"", "event: end" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"run\"", text, StringComparison.Ordinal);
        Assert.Equal((404, "unknown_download"), await CodeAsync("/api/downloads/d-none/stream", HttpMethod.Get));
    }

    [Theory]
    [InlineData("no repo", "solo", null, 400, "bad_repo")]
    [InlineData(Tiny, "solo", "never-heard-of", 404, "unknown_model")]
    [InlineData(Tiny, "solo", "gemma4", 400, "other_weights")]
    [InlineData("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", "solo", "qwen3-vl", 400, "needs_cluster")]
    public async Task What_cannot_be_is_refused(string repo, string nodes, string? swap, int status, string code)
    {
        var refused = await DownloadRig.RefusedAsync(rig.Http.PostAsJsonAsync("/api/downloads", new { repo, nodes, then_swap = swap }, Cancel));

        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    private async Task<(int, string)> CodeAsync(string path, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = JsonContent.Create(new { }) };
        var refused = await DownloadRig.RefusedAsync(rig.Http.SendAsync(request, Cancel));
        return (refused.Status, refused.Code);
    }

    private async Task SettledAsync()
    {
        await using var redis = await RedisLink.ConnectAsync(rig.Redis.ConnectionString);
        await Until.TrueAsync(
            async () => await redis.Database.ListLengthAsync(Keys.Taken(redis.Keys.Requests)) == 0, "every request is settled");
    }
}
