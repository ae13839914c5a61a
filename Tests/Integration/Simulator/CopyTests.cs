using SparkControl.Simulator;
using SparkControl.Simulator.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary><c>rsync</c> in a real shell of a node: what arrives on the other one, and what it says.</summary>
public sealed class CopyTests : PairFixture
{
    private const string Folder = "models--simulator--small", Cache = ".cache/huggingface/hub";

    private const string Copy = $"rsync -a --mkpath {Cache}/{Folder} user@192.168.100.2:{Cache}/";

    private const string Worker = "user@192.168.100.2";

    private long Total => Pair.Hub.Repos["simulator/small"].TotalBytes;

    [Fact]
    public async Task A_model_arrives_as_it_is_and_a_second_copy_moves_nothing()
    {
        Head.AddModel("simulator/small");

        await SayAsync(Copy);
        var moved = Head.Copies.BytesMoved;
        await SayAsync(Copy);

        // The name of the commit is a file too.
        Assert.Equal((Total + 40, Total + 40), (moved, Head.Copies.BytesMoved));
        Assert.Equal(await ListAsync(Head), await ListAsync(Pair.Worker));
        Assert.Empty(Pair.Worker.Cache.Missing("simulator/small"));
    }

    [Fact]
    public async Task What_a_list_names_is_copied_and_what_has_its_size_is_there()
    {
        Head.AddModel("simulator/small");
        await SayAsync($"cd {Cache}/{Folder} && ls | while read -r part; do find \"$part\" ! -type d; done | grep -v tokenizer | tr '\\n' '\\0' >~/list");
        var list = $"rsync -a --mkpath --size-only --from0 --files-from=$HOME/list {Cache}/{Folder}/ {Worker}:{Cache}/{Folder}/";

        await SayAsync(list);
        var moved = Head.Copies.BytesMoved;
        await SayAsync($"touch {Cache}/{Folder}/blobs/*");
        await SayAsync(list);
        var again = Head.Copies.BytesMoved;
        await SayAsync($"rsync -a --ignore-times {Cache}/{Folder}/refs/main {Worker}:{Cache}/{Folder}/refs/");

        Assert.InRange(moved, Total - 100_000, Total + 40);
        Assert.Equal((moved, moved), (again, Head.Copies.BytesMoved));
        Assert.Equal(await SayAsync($"cat {Cache}/{Folder}/snapshots/*/config.json"),
            (await Pair.Worker.ShellAsync($"cat {Cache}/{Folder}/snapshots/*/config.json", Cancel)).Out.Trim());
        Assert.Equal("0",
            (await Pair.Worker.ShellAsync($"ls {Cache}/{Folder}/snapshots/* | grep -c tokenizer", Cancel)).Out.Trim());
    }

    [Fact]
    public async Task Bars_and_the_end_are_worded_as_rsync_does()
    {
        Head.AddModel("simulator/tiny");
        Head.Copies.BytesPerSecond = 10e6;

        var said = await SayAsync(
            $"rsync -av --progress --mkpath {Cache}/models--simulator--tiny {Worker}:copies/of/hub/");

        Assert.StartsWith(
            $"sending incremental file list\ncreated 3 directories for {Pair.Worker.Home}/copies/of/hub/\nmodels--simulator--tiny/\n",
            said, StringComparison.Ordinal);
        Assert.Matches(@"\r        262,144 100% +\d+\.\d\d[kM]B/s    0:00:00 \(xfr#\d+, to-chk=\d+/\d+\)\n", said);
        Assert.Matches(@"config\.json -> \.\./\.\./blobs/[0-9a-f]{40}\n", said);
        Assert.Matches(@"\nsent [\d,]+ bytes  received 225 bytes  [\d,.]+ bytes/sec\ntotal size is [\d,]+  speedup is \d+\.\d\d$", said);
    }

    [Fact]
    public async Task With_a_directory_for_it_what_is_unfinished_never_has_the_name_of_a_whole_file()
    {
        Head.AddModel("simulator/small");
        Head.Copies.BytesPerSecond = 50e6;
        Head.Copies.Begin(TransferFault.ConnectionLost, afterBytes: 6_000_000);

        await Head.ShellAsync($"{Copy} --partial-dir=.parts", Cancel);
        var cut = await SayAsync($"cd {Cache}/{Folder}/blobs && sha256sum [0-9a-f]* | while read -r sum name; do [ ${{#name}} -ne 64 ] || [ $sum = $name ] || echo $name; done; ls .parts | wc -l", Pair.Worker);
        await SayAsync($"{Copy} --partial-dir=.parts");

        Assert.Equal("1", cut);
        Assert.Equal("", await SayAsync($"cd {Cache}/{Folder}/blobs && ls -A | grep '^[.]' || :", Pair.Worker));
    }

    [Theory]
    [InlineData("--partial")]
    [InlineData("--inplace")]
    [InlineData("--partial-dir=.parts")]
    [InlineData("")]
    public async Task A_copy_that_is_cut_goes_on_where_it_was_if_what_came_was_kept(string option)
    {
        Head.AddModel("simulator/small");
        Head.Copies.BytesPerSecond = 50e6;
        Head.Copies.Begin(TransferFault.ConnectionLost, afterBytes: 6_000_000);

        var cut = await Head.ShellAsync($"{Copy} {option}", Cancel);
        await SayAsync($"{Copy} {option}");

        Assert.Equal((12, ""), (cut.Exit, cut.Out));
        Assert.Contains(
            "rsync error: error in rsync protocol data stream (code 12)", cut.Error, StringComparison.Ordinal);
        Assert.Equal(option.Length > 0, Head.Copies.BytesMoved == Total + 40);
        Assert.Equal(await ListAsync(Head), await ListAsync(Pair.Worker));
        Assert.Equal("", await SayAsync($"find {Cache} -name '.*.*' -type f", Pair.Worker));
    }

    [Theory]
    [InlineData("--partial", 1)]
    [InlineData("", 0)]
    public async Task What_a_copy_that_is_ended_leaves_is_what_was_asked_for(string option, int files)
    {
        await SayAsync("head -c 8000000 /dev/urandom >big");
        Head.Copies.BytesPerSecond = 4e6;
        await SayAsync($"set -m; rsync -a {option} big {Worker}:big >said 2>&1 </dev/null & echo $! >pid");
        await Until.TrueAsync(() => Head.Copies.BytesMoved > 1_000_000, "some bytes are there");
        Head.Copies.BytesPerSecond = 1;

        await SayAsync("kill -TERM -- -$(cat pid)");
        await Until.TrueAsync(() => Head.Copies.Running == 0, "it has ended");

        Assert.Equal($"{files}", await SayAsync("ls -A | grep -c big || :", Pair.Worker));
    }

    [Fact]
    public async Task A_partial_file_that_differs_is_copied_anew()
    {
        await SayAsync("head -c 300000 /dev/urandom >big");
        await SayAsync("head -c 100000 /dev/urandom >big", Pair.Worker);

        await SayAsync($"rsync -a big {Worker}:big");

        Assert.Equal(300_000, Head.Copies.BytesMoved);
        Assert.Equal(await SayAsync("sha256sum big"), await SayAsync("sha256sum big", Pair.Worker));
    }

    [Fact]
    public async Task A_full_disk_of_the_other_node_ends_it_with_11()
    {
        Head.AddModel("simulator/small");
        Pair.Worker.DiskBytes = Pair.Worker.DiskBytes - Pair.Worker.DiskFree + 10_000_000;

        var result = await Head.ShellAsync($"{Copy} --partial", Cancel);

        Assert.Equal(11, result.Exit);
        Assert.Contains("No space left on device (28)", result.Error, StringComparison.Ordinal);
        Assert.True(Pair.Worker.DiskFree < 8_000_000);
    }

    [Theory]
    [InlineData("192.168.100.9", false, "No route to host")]
    [InlineData("192.168.100.2", true, "Permission denied (publickey)")]
    [InlineData("nowhere", false, "Could not resolve hostname nowhere")]
    public async Task A_host_that_is_not_reached_ends_it_with_255(string host, bool isRefused, string reason)
    {
        await SayAsync("echo text >file");
        Pair.Worker.SetTrusted(!isRefused);

        var result = await Head.ShellAsync($"rsync -a -e 'ssh -o BatchMode=yes' file user@{host}:file", Cancel);

        Assert.Equal(255, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Contains("rsync error: unexplained error (code 255)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_may_fetch_what_is_in_a_directory_of_the_head()
    {
        await SayAsync("mkdir -p some/deep && echo one >some/first && echo two >some/deep/second");

        var said = await SayAsync("rsync -rtv user@192.168.100.1:some/ copies", Pair.Worker);

        Assert.StartsWith("receiving incremental file list\ncreated directory ", said, StringComparison.Ordinal);
        Assert.Equal("one\ntwo", await SayAsync("cat copies/first copies/deep/second", Pair.Worker));
    }

    [Fact]
    public async Task What_is_excluded_stays_where_it_is()
    {
        await SayAsync("mkdir -p some/deep && touch some/a.incomplete some/a some/deep/b.incomplete some/deep/b");

        await SayAsync($"rsync -a '--exclude=*.incomplete' some {Worker}:");

        Assert.Equal("some/a\nsome/deep/b", await SayAsync("find some -type f | sort", Pair.Worker));
    }

    [Fact]
    public async Task Weights_without_bytes_are_copied_at_their_size()
    {
        Head.AddModel("Qwen/Qwen3-0.6B");

        await SayAsync($"rsync -a --mkpath {Cache}/models--Qwen--Qwen3-0.6B {Worker}:{Cache}/");

        Assert.Empty(Pair.Worker.Cache.Missing("Qwen/Qwen3-0.6B"));
        Assert.True(Head.Copies.BytesMoved > 1_200_000_000);
    }

    private Task<string> ListAsync(SimulatedNode node) => SayAsync(
        $"cd {Cache}/{Folder} && find . -type f | sort | xargs sha256sum && find . -type l -printf '%p %l\\n' | sort",
        node);
}
