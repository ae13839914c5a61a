using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary><c>hf download</c> in a real shell of a node, and what it leaves there.</summary>
public sealed class DownloadTests : PairFixture
{
    private const string Small = "simulator/small", Uvx = "PATH=$HOME/.local/bin:$PATH uvx";

    // The last one that goes on with an unfinished file.
    private const string Hf = $"{Uvx} --from huggingface_hub==1.17.0 hf download", Newest = $"{Uvx} hf download";

    private const string Plain = "HF_HUB_DISABLE_XET=1";

    private long Total => Pair.Hub.Repos[Small].TotalBytes;

    private string Folder => Head.Cache.Folder(Small);

    [Fact]
    public async Task The_cache_is_laid_out_as_huggingface_hub_does()
    {
        await SayAsync($"{Hf} {Small}");

        var commit = Pair.Hub.Repos[Small].Commit;
        Assert.Equal(commit, await SayAsync($"cat {Folder}/refs/main"));
        Assert.Equal("", await SayAsync($"find {Folder} -name '*.incomplete'; find -L {Folder} -type l"));
        Assert.Equal("", await SayAsync($"cd {Folder}/blobs && for blob in $(ls | grep -E '^.{{64}}$'); do echo \"$blob  $blob\"; done | sha256sum -c --quiet"));
        Assert.Equal(
            "../../blobs/" + Oid("config.json") + "\n../../../blobs/" + Oid("assets/notes.txt"),
            await SayAsync($"cd {Folder}/snapshots/{commit} && readlink config.json && readlink assets/notes.txt"));
        Assert.Equal($"{Pair.Hub.Repos[Small].Files.Count}",
            await SayAsync($"ls {Folder}/../.locks/models--simulator--small | wc -l"));
    }

    [Fact]
    public async Task A_download_that_is_there_moves_nothing()
    {
        await SayAsync($"{Hf} {Small}");
        var moved = Head.Downloads.BytesMoved;

        await SayAsync($"{Hf} {Small}");

        Assert.Equal((Total, Total), (moved, Head.Downloads.BytesMoved));
    }

    [Theory]
    [InlineData(Plain, true)]
    [InlineData("", false)]
    public async Task A_download_that_is_ended_goes_on_where_it_was_without_xet(string variable, bool isWhole)
    {
        Head.Downloads.BytesPerSecond = 6e6;
        await BeginAsync($"{variable} {Hf} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved > 3_000_000, "some bytes are there");
        Head.Downloads.BytesPerSecond = 1;

        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");
        var unfinished = await SayAsync($"ls {Folder}/blobs | grep -c incomplete");
        Head.Downloads.BytesPerSecond = 1e9;
        await SayAsync($"{variable} {Hf} {Small}");

        Assert.Equal("4", unfinished);
        Assert.Equal(isWhole, Head.Downloads.BytesMoved == Total);
        Assert.True(Head.Downloads.BytesMoved >= Total);
        await IsCompleteAsync();
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData("")]
    public async Task The_newest_begins_anew_and_leaves_what_it_had_when_it_is_killed(string variable)
    {
        Head.Downloads.BytesPerSecond = 6e6;
        await BeginAsync($"{variable} {Newest} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved > 3_000_000, "some bytes are there");
        Head.Downloads.BytesPerSecond = 1;

        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");
        Head.Downloads.BytesPerSecond = 1e9;
        await SayAsync($"{variable} {Newest} {Small}");

        Assert.Equal("4", await SayAsync($"ls {Folder}/blobs | grep -cE '\\.[0-9a-f]{{8}}\\.incomplete$'"));
        Assert.True(Head.Downloads.BytesMoved > Total, "It did not begin anew.");
        Assert.Empty(Head.Cache.Missing(Small));
    }

    [Fact]
    public async Task The_newest_removes_what_it_had_when_it_fails()
    {
        Head.Downloads.Begin(TransferFault.ConnectionLost, afterBytes: 5_000_000);

        await Head.ShellAsync($"{Plain} {Newest} {Small}", Cancel);

        Assert.Equal("", await SayAsync($"find {Folder} -name '*.incomplete'"));
    }

    [Fact]
    public async Task What_xet_has_begun_plain_HTTP_spoils()
    {
        Head.Downloads.BytesPerSecond = 6e6;
        await BeginAsync($"{Hf} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved > 3_000_000, "some bytes are there");
        Head.Downloads.BytesPerSecond = 1;
        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");
        Head.Downloads.BytesPerSecond = 1e9;

        await SayAsync($"{Plain} {Hf} {Small}");

        Assert.Equal("", await SayAsync($"find {Folder} -name '*.incomplete'"));
        Assert.NotEqual("", await SayAsync($"{Sums} 2>/dev/null | grep FAILED"));
    }

    [Fact]
    public async Task A_commit_can_be_asked_for_after_another_has_come_and_is_not_called_main()
    {
        var first = Pair.Hub.Repos[Small];
        Pair.Hub.Add(first.Moved());

        await SayAsync($"{Hf} {Small} --revision {first.Commit}");

        Assert.Equal(first.Commit, await SayAsync($"ls {Folder}/snapshots"));
        Assert.Equal("none", await SayAsync($"cat {Folder}/refs/main 2>/dev/null || echo none"));
        await SayAsync($"{Hf} {Small}");
        Assert.Equal(Pair.Hub.Repos[Small].Commit, await SayAsync($"cat {Folder}/refs/main"));
        Assert.Empty(Head.Cache.Missing(Small));
    }

    [Fact]
    public async Task A_download_is_one_process_that_shows_no_token()
    {
        Head.Downloads.BytesPerSecond = 1e6;
        await BeginAsync($"HF_TOKEN={SimulatedHub.Token} {Hf} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved > 0, "it has begun");

        var processes = (await SayAsync("ps -eo args | grep \"$HOME/.local/bin/[u]vx .*hf download\" ")).Split('\n');
        await SayAsync("kill -TERM -- -$(cat pid)");

        Assert.EndsWith("/uvx --from huggingface_hub==1.17.0 hf download " + Small, Assert.Single(processes),
            StringComparison.Ordinal);
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");
    }

    [Fact]
    public async Task Bytes_come_at_the_rate_that_was_set()
    {
        Head.Downloads.BytesPerSecond = 4e6;
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await SayAsync($"{Plain} {Hf} {Small}");

        Assert.InRange(clock.Elapsed.TotalSeconds, Total / 4e6 * 0.9, Total / 4e6 * 2);
    }

    [Fact]
    public async Task With_xet_it_may_hang_for_ever_and_without_it_does_not()
    {
        Head.Downloads.BytesPerSecond = 50e6;
        Head.Downloads.Begin(TransferFault.Hang, afterBytes: 5_000_000, times: 2);
        await BeginAsync($"{Hf} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved == 5_000_000, "it hangs");

        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");
        await SayAsync($"find {Folder} -name '*.incomplete' -delete; {Plain} {Hf} {Small}");

        Assert.InRange(Head.Downloads.BytesMoved, Total, Total + 5_000_000);
        await IsCompleteAsync();
    }

    [Fact]
    public async Task What_xet_has_left_has_gaps_over_which_plain_HTTP_goes_on()
    {
        Head.Downloads.BytesPerSecond = 50e6;
        Head.Downloads.Begin(TransferFault.Hang, afterBytes: 5_000_000, times: 2);
        await BeginAsync($"{Hf} {Small}");
        await Until.TrueAsync(() => Head.Downloads.BytesMoved == 5_000_000, "it hangs");
        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Downloads.Running == 0, "it has ended");

        await SayAsync($"{Plain} {Hf} {Small}");

        Assert.True(Head.Downloads.BytesMoved < Total);
        Assert.Empty(Head.Cache.Missing(Small));
        Assert.Contains("FAILED", await SayAsync($"({Sums}) 2>&1; true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_came_short_is_taken_for_complete_until_it_is_removed()
    {
        Head.Downloads.Begin(TransferFault.Truncate);

        await SayAsync($"{Hf} {Small}");
        await SayAsync($"{Hf} {Small}");
        var shorts = await SayAsync($"find {Folder}/blobs -size -4194304c -size +1048576c");
        await SayAsync($"rm '{shorts}'; {Hf} {Small}");

        Assert.Single(shorts.Split('\n'), path => path.Length > 0);
        await IsCompleteAsync();
    }

    [Fact]
    public async Task A_full_disk_ends_it_and_room_that_is_made_lets_it_go_on()
    {
        await SayAsync("head -c 3000000 /dev/zero >somebodys");
        Head.DiskBytes = Head.DiskBytes - Head.DiskFree + 15_000_000;

        var result = await Head.ShellAsync($"{Plain} {Hf} {Small}", Cancel);
        await SayAsync("rm somebodys");
        await SayAsync($"{Plain} {Hf} {Small}");

        Assert.Equal(1, result.Exit);
        Assert.Contains("OSError: [Errno 28] No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Equal(Total, Head.Downloads.BytesMoved);
        await IsCompleteAsync();
    }

    [Theory]
    [InlineData(TransferFault.NoNetwork, "Temporary failure in name resolution")]
    [InlineData(TransferFault.ConnectionLost, "requests.exceptions.ConnectionError")]
    [InlineData(TransferFault.NoSpace, "No space left on device")]
    public async Task What_breaks_it_in_the_middle_is_said_and_the_next_one_goes_on(TransferFault fault, string words)
    {
        Head.Downloads.Begin(fault, afterBytes: 5_000_000);

        var result = await Head.ShellAsync($"{Plain} {Hf} {Small}", Cancel);
        await SayAsync($"{Plain} {Hf} {Small}");

        Assert.Equal((1, ""), (result.Exit, result.Out));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal(Total, Head.Downloads.BytesMoved);
        await IsCompleteAsync();
    }

    [Theory]
    [InlineData("no/such", "", "RepositoryNotFoundError: 401 Client Error.",
        "Repository Not Found for url: https://huggingface.co/api/models/no/such")]
    [InlineData(
        "no/such", "HF_TOKEN=hf_simulator", "RepositoryNotFoundError: 404 Client Error.", "Repository not found")]
    [InlineData("simulator/gated", "", "GatedRepoError: 401 Client Error.", "Access to model simulator/gated is restricted. You must have access to it and be authenticated to access it. Please log in.")]
    [InlineData("simulator/gated", "HF_TOKEN=hf_stranger", "GatedRepoError: 403 Client Error.",
        "you are not in the authorized list")]
    [InlineData("simulator/tiny", "HF_TOKEN=hf_made_up", "401 Client Error: Unauthorized",
        "Invalid credentials in Authorization header")]
    [InlineData("simulator/tiny", "HF_ENDPOINT=http://127.0.0.1:1", "requests.exceptions.ConnectionError",
        "http://127.0.0.1:1")]
    [InlineData(
        "simulator/tiny --revision other", "", "RevisionNotFoundError: 404 Client Error.", "Invalid rev id: other")]
    [InlineData("a/b/c", "", "HFValidationError", "'a/b/c'")]
    public async Task What_the_Hub_refuses_is_said_in_its_words(
        string words, string variable, string error, string reason)
    {
        var result = await Head.ShellAsync($"{variable} {Hf} {words}", Cancel);

        Assert.Equal((1, ""), (result.Exit, result.Out));
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HF_TOKEN=hf_simulator")]
    [InlineData("mkdir -p ~/.cache/huggingface; echo hf_simulator >~/.cache/huggingface/token;")]
    public async Task A_gated_repository_is_given_to_who_may_have_it(string token)
    {
        await SayAsync($"{token} {Hf} simulator/gated");

        Assert.Empty(Head.Cache.Missing("simulator/gated"));
    }

    [Fact]
    public async Task Too_many_requests_end_a_download_and_a_hub_that_is_away_does()
    {
        Pair.Hub.LimitRate(1);
        var limited = await Head.ShellAsync($"{Hf} {Small}", Cancel);
        Pair.Hub.IsAway = true;
        var away = await Head.ShellAsync($"{Hf} {Small}", Cancel);

        Assert.Contains("429 Client Error: Too Many Requests", limited.Error, StringComparison.Ordinal);
        Assert.Contains("requests.exceptions.ConnectionError", away.Error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (limited.Exit, away.Exit));
    }

    [Fact]
    public async Task Uvx_may_be_missing_until_the_pair_is_reset()
    {
        Head.Uninstall("uvx");

        var result = await Head.ShellAsync($"{Hf} {Small}", Cancel);
        await Pair.ResetAsync();

        Assert.Equal(127, result.Exit);
        Assert.Contains("uvx: command not found", result.Error, StringComparison.Ordinal);
        await SayAsync($"{Hf} simulator/tiny");
    }

    [Fact]
    public async Task A_cache_may_be_somewhere_else()
    {
        var snapshot = await SayAsync($"HF_HOME=$HOME/elsewhere {Hf} simulator/tiny");

        Assert.StartsWith(
            Head.Home + "/elsewhere/hub/models--simulator--tiny/snapshots/", snapshot, StringComparison.Ordinal);
        Assert.Equal("config.json", await SayAsync($"ls {snapshot} | grep config.json | head -n 1"));
    }

    [Fact]
    public async Task Weights_without_bytes_are_as_large_as_they_should_be_and_have_their_sum()
    {
        await SayAsync($"{Hf} Qwen/Qwen3-0.6B");

        var blob = await SayAsync(
            "readlink -f ~/.cache/huggingface/hub/models--Qwen--Qwen3-0.6B/snapshots/*/model.safetensors");
        Assert.Equal($"{1_200_000_000}", await SayAsync($"stat -c %s {blob}"));
        Assert.Equal($"{1_200_000_000} {1_200_000_000 / 512}", await SayAsync($"stat -c '%s %b' {blob}"));
        Assert.Equal($"{Path.GetFileName(blob)}  {blob}", await SayAsync($"sha256sum -- {blob}"));
        await SayAsync($"truncate -s 1000000000 {blob}");
        Assert.DoesNotContain(
            Path.GetFileName(blob), (await SayAsync($"sha256sum {blob}")).Split(' ')[0], StringComparison.Ordinal);
    }

    private string Oid(string name) => Pair.Hub.Repos[Small].Files.Single(file => file.Name == name).Oid;

    private async Task IsCompleteAsync()
    {
        Assert.Empty(Head.Cache.Missing(Small));
        Assert.Equal("", await SayAsync($"find {Folder} -name '*.incomplete'"));
        Assert.Equal("", await SayAsync($"{Sums} --quiet"));
    }

    private string Sums =>
        $"cd {Folder}/blobs && for blob in $(ls | grep -E '^.{{64}}$'); do echo \"$blob  $blob\"; done | sha256sum -c";

    // In a process group of its own, with nobody who listens.
    private Task<string> BeginAsync(string command) =>
        SayAsync($"set -m; {command} >said 2>&1 </dev/null & echo $! >pid");
}
