using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>What goes wrong with a download, each told in a sentence with what to do; and what mends itself.</summary>
[Collection(DownloadCollection.Name)]
public sealed class DownloadFailureTests(DownloadRig rig) : IAsyncLifetime
{
    private const string Small = "simulator/small", Tiny = "simulator/tiny", Gated = "meta-llama/Llama-3.1-8B-Instruct";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await rig.ResetAsync();

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData("nobody/has-this", "", "unknown_repo")]
    [InlineData("simulator/private", "", "unknown_repo")]
    [InlineData("simulator/private", SimulatedHub.StrangersToken, "unknown_repo")]
    [InlineData(Tiny, "hf_revoked", "bad_token")]
    [InlineData(Gated, "", "gated_repo")]
    [InlineData(Gated, SimulatedHub.StrangersToken, "gated_repo")]
    public async Task What_the_Hub_does_not_give_is_said_with_the_remedy(string repo, string token, string code)
    {
        await rig.SetSecretAsync(token);

        var failed = await rig.DownloadAsync(repo);

        Assert.True((failed.Phase, failed.Failure?.Code) == (DownloadPhase.Failed, code),
            $"{failed.Failure}\n{await rig.LogAsync(failed.Id)}");
        Assert.NotEmpty(failed.Failure!.Remedies);
        Assert.Equal(code == "gated_repo" ? $"https://huggingface.co/{repo}" : null, failed.Failure.Url);
        if (token.Length == 0)
            Assert.Contains(
                failed.Failure.Remedies, remedy => remedy.Title.StartsWith("Give a token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Hub_that_was_asked_too_often_is_asked_again_when_it_wants_to_be()
    {
        rig.Pair.Hub.LimitRate(1, 2);
        var id = await rig.BeginAsync(Tiny);

        var waiting = await rig.UntilDownloadAsync(id, download => download.Hindrance is not null);
        var done = await rig.EndOfAsync(id);

        Assert.Equal(
            (DownloadPhase.Preflight,
                "The Hub was asked too often. It goes on by itself: the next try comes after 2 s."),
                (waiting.Phase, waiting.Hindrance));
        Assert.Equal((DownloadPhase.Done, null), (done.Phase, done.Hindrance));
        Assert.True(done.EndedAt - done.RequestedAt >= TimeSpan.FromSeconds(2), "It did not wait.");
    }

    [Fact]
    public async Task A_panel_that_cannot_reach_the_Hub_says_that_it_is_the_panel_and_goes_on_when_it_can()
    {
        rig.Pair.Hub.IsAway = true;
        var id = await rig.BeginAsync(Tiny);

        await rig.UntilDownloadAsync(id, download =>
            download.Hindrance?.StartsWith("The panel cannot reach the Hub.", StringComparison.Ordinal) == true);
        var asked = await DownloadRig.RefusedAsync(rig.Http.GetAsync($"/api/models/suggest?repo={Tiny}", Cancel));
        rig.Pair.Hub.IsAway = false;
        var done = await rig.EndOfAsync(id);

        Assert.Equal((502, "hub_unreachable"), (asked.Status, asked.Code));
        Assert.Equal(DownloadPhase.Done, done.Phase);
    }

    [Theory]
    [InlineData("nobody/has-this", 404, "unknown_repo")]
    [InlineData(Gated, 403, "gated_repo")]
    [InlineData("no%20repo", 400, "bad_repo")]
    public async Task A_suggestion_that_cannot_be_had_is_refused(string repo, int status, string code)
    {
        var refused = await DownloadRig.RefusedAsync(rig.Http.GetAsync($"/api/models/suggest?repo={repo}", Cancel));

        Assert.Equal((status, code), (refused.Status, refused.Code));
        if (code == "gated_repo") Assert.Equal($"https://huggingface.co/{repo}", (string?)refused.Problem["url"]);
    }

    [Theory]
    [InlineData(TransferFault.NoNetwork)]
    [InlineData(TransferFault.ConnectionLost)]
    public async Task A_fetch_whose_connection_breaks_goes_on_by_itself(TransferFault fault)
    {
        rig.Head.Downloads.Begin(fault, afterBytes: 9_000_000);
        var moved = rig.Head.Downloads.BytesMoved;

        var id = await rig.BeginAsync(Small);
        DownloadState done = null!;
        var states = await rig.StatesOfAsync(id, async () => done = await rig.EndOfAsync(id));

        Assert.Equal((DownloadPhase.Done, 1), (done.Phase, done.Restarts));
        Assert.Contains(states, state =>
            state.Hindrance?.StartsWith("Spark 1 cannot reach the Hub. It goes on", StringComparison.Ordinal) == true);
        Assert.True(rig.Head.Downloads.BytesMoved - moved <= done.TotalBytes + 9_000_000,
            "More came again than was on its way.");
        await DownloadPair.HasAllAsync(rig.Head, done);
        await DownloadPair.IsTrueAsync(rig.Head, Small);
    }

    [Fact]
    public async Task A_second_break_in_a_row_turns_xet_off_and_then_nothing_comes_twice()
    {
        rig.Head.Downloads.Begin(TransferFault.ConnectionLost, afterBytes: 0, times: 2);
        rig.Head.Downloads.Begin(TransferFault.ConnectionLost, afterBytes: 9_000_000);
        var moved = rig.Head.Downloads.BytesMoved;

        var done = await rig.DownloadAsync(Small);

        Assert.Equal((DownloadPhase.Done, 3, true), (done.Phase, done.Restarts, done.XetOff));
        Assert.Equal(done.TotalBytes, rig.Head.Downloads.BytesMoved - moved);
        await DownloadPair.IsTrueAsync(rig.Head, Small);
    }

    [Fact]
    public async Task A_disk_that_runs_full_ends_it_and_what_is_whole_is_not_fetched_again()
    {
        rig.Head.Downloads.Begin(TransferFault.NoSpace, afterBytes: 1_000);

        var failed = await rig.DownloadAsync(Small);

        Assert.Equal(
            (DownloadPhase.Failed, "disk_full", "spark1"), (failed.Phase, failed.Failure?.Code, failed.Failure?.Node));
        Assert.Empty(failed.Files);
        Assert.Equal(DownloadPhase.Done, (await rig.DownloadAsync(Small)).Phase);
    }

    [Theory]
    [InlineData("1.17.0")]
    [InlineData("1.28.0")]
    public async Task Whatever_ends_a_fetch_the_repository_is_whole_on_both_in_the_end(string tool)
    {
        rig.Pair.Hub.ToolVersion = Version.Parse(tool);
        rig.Head.Downloads.BytesPerSecond = 1_000_000;
        var cancelled = await rig.BeginAsync(Small);
        await MovesAsync(500_000);
        await rig.CancelAsync(cancelled);
        Assert.Equal(DownloadPhase.Cancelled, (await rig.EndOfAsync(cancelled)).Phase);

        var id = await rig.BeginAsync(Small, "cluster");
        await MovesAsync(500_000);
        rig.Head.Downloads.Begin(TransferFault.Hang, afterBytes: 3_000_000);
        await rig.Head.ShellAsync($"kill -KILL -- -$(head -n 1 .spark-control/jobs/{id}-1/pid)", Cancel);
        rig.Head.Downloads.BytesPerSecond = null;
        var done = await rig.EndOfAsync(id);

        Assert.True((done.Phase, done.Restarts, done.XetOff) == (DownloadPhase.Done, 2, true),
            $"{done.Failure} {done.Restarts}\n{await rig.LogAsync(id)}");
        foreach (var node in rig.Pair.Nodes)
        {
            await DownloadPair.HasAllAsync(node, done);
            await DownloadPair.IsTrueAsync(node, Small);
        }

        async Task MovesAsync(long bytes)
        {
            var before = rig.Head.Downloads.BytesMoved;
            await Until.TrueAsync(() => rig.Head.Downloads.BytesMoved > before + bytes, "more comes");
        }
    }

    [Fact]
    public async Task What_somebody_broke_off_by_hand_is_in_nobodys_way()
    {
        var first = await rig.DownloadAsync(Tiny);
        var blob = first.Run!.Blobs.Values.First(name => name.Length == 64);
        foreach (var node in rig.Pair.Nodes)
            await node.ShellAsync($"cd .cache/huggingface/hub && mkdir -p models--simulator--tiny/blobs && cd models--simulator--tiny/blobs && echo part >{blob}.4f2a91bc.incomplete && echo part >older.incomplete", Cancel);

        var done = await rig.DownloadAsync(Tiny, "cluster");

        Assert.Equal((DownloadPhase.Done, 0), (done.Phase, done.Restarts));
        foreach (var node in rig.Pair.Nodes) await DownloadPair.HasAllAsync(node, done);
    }

    [Fact]
    public async Task A_Spark_that_may_not_log_in_to_the_other_says_so_before_a_byte_comes()
    {
        rig.Worker.SetTrusted(false);
        var moved = rig.Head.Downloads.BytesMoved;

        var failed = await rig.DownloadAsync(Tiny, "cluster");

        Assert.Equal(
            ("no_login", "spark2", moved), (failed.Failure?.Code, failed.Failure?.Node, rig.Head.Downloads.BytesMoved));
        Assert.Contains("Permission denied", failed.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Spark_2_that_is_silent_at_the_beginning_is_waited_for_and_the_Hub_is_not_asked_meanwhile()
    {
        await rig.Sshds[1].StopAsync();
        int Asked() => rig.Pair.Hub.Requests.Count(request => request.Contains(Tiny, StringComparison.Ordinal));
        var id = await rig.BeginAsync(Tiny, "cluster");

        var waiting = await rig.UntilDownloadAsync(id, download => download.Run?.Waits >= 2);
        var meanwhile = Asked();
        rig.Sshds[1].Resume();
        var done = await rig.EndOfAsync(id);

        Assert.StartsWith("Spark 2 does not answer. It goes on by itself", waiting.Hindrance, StringComparison.Ordinal);
        Assert.Equal((0, DownloadPhase.Done), (meanwhile, done.Phase));
        Assert.True(Asked() > 0, "The Hub was not asked at all.");
    }

    [Fact]
    public async Task A_download_whose_driver_stumbles_ends_and_lets_the_next_one_go()
    {
        // It has nothing at work there: the other Spark is not asked.
        await rig.Sshds[1].StopAsync();
        var broken = new DownloadState
        {
            Id = "d-stumbles",
            Kind = JobKind.Download,
            Subject = "tests/stumbles",
            Repo = "tests/stumbles",
            Revision = "none",
            Nodes = ModelNodes.Cluster,
            Phase = DownloadPhase.Copying,
            RequestedAt = DateTimeOffset.UtcNow,
            Run = new()
        };
        await rig.Get<JobDesk>().BeginAsync(States.Download(broken.Id), broken, new());
        var next = await rig.BeginAsync(Tiny);

        var failed = await rig.EndOfAsync(broken.Id);
        rig.Sshds[1].Resume();

        Assert.Equal((DownloadPhase.Failed, "unexpected"), (failed.Phase, failed.Failure?.Code));
        Assert.Contains("Failed: Something went wrong", await rig.LogAsync(broken.Id), StringComparison.Ordinal);
        Assert.Equal(DownloadPhase.Done, (await rig.EndOfAsync(next)).Phase);
    }

    [Fact]
    public async Task A_node_without_uvx_is_told_how_to_get_it()
    {
        rig.Head.Uninstall("uvx");

        var failed = await rig.DownloadAsync(Small);

        Assert.Equal(("no_uvx", "spark1"), (failed.Failure?.Code, failed.Failure?.Node));
        Assert.Contains(failed.Failure!.Remedies,
            remedy => remedy.Command?.Contains("uv/install.sh", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_said_before_a_byte_comes_with_the_figures_of_each_node()
    {
        rig.Worker.DiskBytes = 10_005_000_000;

        var failed = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal(("disk_short", "spark2"), (failed.Failure?.Code, failed.Failure?.Node));
        Assert.Contains("Spark 2: 16.8 MB have to come and 10.0 GB must stay free", failed.Failure!.Detail,
            StringComparison.Ordinal);
        Assert.Empty(failed.Transfers);
    }

    [Fact]
    public async Task A_transfer_that_hangs_is_begun_again_without_xet()
    {
        rig.Head.Downloads.Begin(TransferFault.Hang, afterBytes: 9_000_000);

        var done = await rig.DownloadAsync(Small);

        Assert.Equal((DownloadPhase.Done, 1, true), (done.Phase, done.Restarts, done.XetOff));
        await DownloadPair.HasAllAsync(rig.Head, done);
        await DownloadPair.IsTrueAsync(rig.Head, Small);
    }

    [Fact]
    public async Task A_copy_that_hangs_three_times_fails_and_leaves_nothing_at_work()
    {
        rig.Head.Copies.Begin(TransferFault.Hang, times: 3);

        var failed = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal((DownloadPhase.Failed, "stalled", "spark2", 2),
            (failed.Phase, failed.Failure?.Code, failed.Failure?.Node, failed.Restarts));
        await Until.TrueAsync(() => rig.Head.Copies.Running == 0, "the copy has ended");
    }

    [Fact]
    public async Task A_disk_that_runs_full_in_the_copy_is_that_of_Spark_2_and_the_next_copy_goes_on_where_it_was()
    {
        rig.Head.Copies.Begin(TransferFault.NoSpace, afterBytes: 6_000_000);
        var copied = rig.Head.Copies.BytesMoved;

        var failed = await rig.DownloadAsync(Small, "cluster");
        var fetched = rig.Head.Downloads.BytesMoved;
        var done = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal(
            (DownloadPhase.Failed, "disk_full", "spark2"), (failed.Phase, failed.Failure?.Code, failed.Failure?.Node));
        Assert.Contains("Spark 2", failed.Failure!.Title, StringComparison.Ordinal);
        await Until.TrueAsync(() => rig.Head.Copies.Running == 0, "the copies have ended");
        Assert.Equal((DownloadPhase.Done, fetched), (done.Phase, rig.Head.Downloads.BytesMoved));
        Assert.InRange(rig.Head.Copies.BytesMoved - copied, done.TotalBytes!.Value, done.TotalBytes.Value + 100_000);
        await DownloadPair.IsTrueAsync(rig.Worker, Small);
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_leaves_nothing_that_could_be_taken_for_a_whole_file()
    {
        rig.Head.Copies.BytesPerSecond = 2_000_000;
        var id = await rig.BeginAsync(Small, "cluster");
        await rig.UntilDownloadAsync(
            id, download => download is { Phase: DownloadPhase.Copying, Transfers: [_, { Bytes: > 0 }] });

        await rig.CancelAsync(id);
        await rig.EndOfAsync(id);
        await Until.TrueAsync(() => rig.Head.Copies.Running == 0, "the copy has ended");

        var left = await rig.Worker.ShellAsync(
            "cd .cache/huggingface/hub/models--simulator--small/blobs && ls .rsync-partial | wc -l "
            + "&& for blob in $(ls | grep -E '^.{64}$'); do [ \"$(sha256sum <$blob)\" = \"$blob  -\" ] || echo $blob; done", Cancel);
        Assert.Equal("1", left.Out.Trim());
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_fetched_again()
    {
        rig.Head.Downloads.Begin(TransferFault.Truncate, afterBytes: 1_000_000);

        var done = await rig.DownloadAsync(Small);

        Assert.Equal((DownloadPhase.Done, 1), (done.Phase, done.Restarts));
        await DownloadPair.HasAllAsync(rig.Head, done);
    }

    [Fact]
    public async Task A_copy_whose_connection_breaks_goes_on_where_it_was()
    {
        rig.Head.Copies.Begin(TransferFault.ConnectionLost, afterBytes: 6_000_000);
        var (fetched, copied) = (rig.Head.Downloads.BytesMoved, rig.Head.Copies.BytesMoved);

        var done = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal((DownloadPhase.Done, 1, done.TotalBytes),
            (done.Phase, done.Restarts, rig.Head.Downloads.BytesMoved - fetched));
        Assert.InRange(rig.Head.Copies.BytesMoved - copied, done.TotalBytes!.Value, done.TotalBytes.Value + 100_000);
        await DownloadPair.HasAllAsync(rig.Worker, done);
        await DownloadPair.IsTrueAsync(rig.Worker, Small);
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_waited_for_and_the_download_goes_on()
    {
        rig.Head.Downloads.BytesPerSecond = 4_000_000;
        var id = await rig.BeginAsync(Small);
        await rig.UntilDownloadAsync(id, download => download.Transfers is [{ Bytes: > 0 }]);

        await rig.Sshds[0].StopAsync();
        var silent = await rig.UntilDownloadAsync(id, download => download.Hindrance is not null);
        rig.Sshds[0].Resume();
        var done = await rig.EndOfAsync(id);

        Assert.Equal((DownloadPhase.Downloading, null), (silent.Phase, silent.Transfers[0].BytesPerSecond));
        Assert.Equal((DownloadPhase.Done, 0, null), (done.Phase, done.Restarts, done.Hindrance));
    }
}
