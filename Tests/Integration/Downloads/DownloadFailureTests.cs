using SparkControl.Contracts;
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

        Assert.True((failed.Phase, failed.Failure?.Code) == (DownloadPhase.Failed, code), $"{failed.Failure}\n{await rig.LogAsync(failed.Id)}");
        Assert.NotEmpty(failed.Failure!.Remedies);
        Assert.Equal(code == "gated_repo" ? $"https://huggingface.co/{repo}" : null, failed.Failure.Url);
        if (token.Length == 0) Assert.Contains(failed.Failure.Remedies, remedy => remedy.Title.StartsWith("Give a token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Hub_that_was_asked_too_often_says_when_it_may_be_asked_again()
    {
        rig.Pair.Hub.LimitRate(1, 90);

        var failed = await rig.DownloadAsync(Tiny);

        Assert.Equal("rate_limited", failed.Failure?.Code);
        Assert.Contains("90 s", failed.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panel_that_cannot_reach_the_Hub_says_that_it_is_the_panel()
    {
        rig.Pair.Hub.IsAway = true;

        var failed = await rig.DownloadAsync(Tiny);
        var asked = await DownloadRig.RefusedAsync(rig.Http.GetAsync($"/api/models/suggest?repo={Tiny}", Cancel));

        Assert.Equal("hub_unreachable", failed.Failure?.Code);
        Assert.Equal((502, "hub_unreachable"), (asked.Status, asked.Code));
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
    [InlineData(TransferFault.NoNetwork, "no_network")]
    [InlineData(TransferFault.ConnectionLost, "no_network")]
    [InlineData(TransferFault.NoSpace, "disk_full")]
    public async Task A_tool_that_ends_on_the_way_has_its_words_read_and_what_came_is_kept(TransferFault fault, string code)
    {
        rig.Head.Downloads.Begin(fault, afterBytes: 5_000_000);

        var failed = await rig.DownloadAsync(Small);

        Assert.Equal((DownloadPhase.Failed, code, "spark1"), (failed.Phase, failed.Failure?.Code, failed.Failure?.Node));
        var moved = rig.Head.Downloads.BytesMoved;
        var again = await rig.DownloadAsync(Small);
        Assert.Equal(DownloadPhase.Done, again.Phase);
        Assert.True(rig.Head.Downloads.BytesMoved - moved <= again.TotalBytes, "More came than there is.");
    }

    [Fact]
    public async Task A_node_without_uvx_is_told_how_to_get_it()
    {
        rig.Head.Uninstall("uvx");

        var failed = await rig.DownloadAsync(Small);

        Assert.Equal(("no_uvx", "spark1"), (failed.Failure?.Code, failed.Failure?.Node));
        Assert.Contains(failed.Failure!.Remedies, remedy => remedy.Command?.Contains("uv/install.sh", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_said_before_a_byte_comes_with_the_figures_of_each_node()
    {
        rig.Worker.DiskBytes = 10_005_000_000;

        var failed = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal(("disk_short", "spark2"), (failed.Failure?.Code, failed.Failure?.Node));
        Assert.Contains("spark2: 16.8 MB have to come and 10.0 GB must stay free", failed.Failure!.Detail, StringComparison.Ordinal);
        Assert.Empty(failed.Transfers);
    }

    [Fact]
    public async Task A_transfer_that_hangs_is_begun_again_without_xet()
    {
        rig.Head.Downloads.Begin(TransferFault.Hang, afterBytes: 9_000_000);

        var done = await rig.DownloadAsync(Small);

        Assert.Equal((DownloadPhase.Done, 1, true), (done.Phase, done.Restarts, done.XetOff));
        await DownloadPair.HasAllAsync(rig.Head, done);
    }

    [Fact]
    public async Task A_copy_that_hangs_three_times_fails_and_leaves_nothing_at_work()
    {
        rig.Head.Copies.Begin(TransferFault.Hang, afterBytes: 1_000_000, times: 3);

        var failed = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal((DownloadPhase.Failed, "stalled", "spark2", 2), (failed.Phase, failed.Failure?.Code, failed.Failure?.Node, failed.Restarts));
        Assert.Equal(0, rig.Head.Copies.Running);
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
    public async Task A_copy_that_fails_says_why_and_the_next_one_goes_on()
    {
        rig.Head.Copies.Begin(TransferFault.ConnectionLost, afterBytes: 6_000_000);

        var failed = await rig.DownloadAsync(Small, "cluster");
        var (fetched, copied) = (rig.Head.Downloads.BytesMoved, rig.Head.Copies.BytesMoved);
        var again = await rig.DownloadAsync(Small, "cluster");

        Assert.Equal(("copy_failed", "spark2"), (failed.Failure?.Code, failed.Failure?.Node));
        Assert.Equal((DownloadPhase.Done, fetched), (again.Phase, rig.Head.Downloads.BytesMoved));
        Assert.InRange(rig.Head.Copies.BytesMoved - copied, 1, again.TotalBytes!.Value - 4_000_000);
        await DownloadPair.HasAllAsync(rig.Worker, again);
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
