using System.Net.Http.Json;
using System.Text.Json;
using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class UpdateTests
{
    private const string Prefix = "cd ~/spark-vllm-docker && ";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pull_brings_another_launcher_and_a_checkout_takes_it_back()
    {
        await using var pair = await StartAsync("b");
        var before = await SayAsync(pair, "git rev-parse HEAD");
        Assert.Equal("", await SayAsync(pair, "grep -e '--ray)' launch-cluster.sh || :"));
        var pushed = pair.Upstream.Push("PyTorch distributed by default", era: "c");

        await SayAsync(pair, "touch .env && git pull --ff-only");
        Assert.Equal(pushed, await SayAsync(pair, "git rev-parse HEAD"));
        Assert.Contains("--ray)", await SayAsync(pair, "grep -e '--ray)' launch-cluster.sh"), StringComparison.Ordinal);
        Assert.Equal("Action: status", await SayAsync(pair, "./launch-cluster.sh --solo status | grep Action"));

        await SayAsync(pair, "git checkout --quiet " + before);
        Assert.Equal("", await SayAsync(pair, "grep -e '--ray)' launch-cluster.sh || :"));
        Assert.Equal("?? .env", await SayAsync(pair, "git status --porcelain"));
        Assert.Equal(before, await SayAsync(pair, "cat .git/HEAD"));
    }

    [Theory]
    [InlineData("%H%x09%ct%x09%s", "^[0-9a-f]{40}\t[0-9]{10}\tOne thing$")]
    [InlineData("%h %cI %an", "^[0-9a-f]{7} [0-9-]{10}T[0-9:]{8}\\+00:00 eugr$")]
    [InlineData("%%%n%P", "^%\n[0-9a-f]{40}$")]
    public async Task The_newest_commit_of_upstream_is_shown_in_the_words_that_are_asked_for(
        string format, string expected)
    {
        await using var pair = await StartAsync("c");
        pair.Upstream.Push("One thing");

        await SayAsync(pair, "git fetch -q");

        Assert.Matches(expected, await SayAsync(pair, $"git log -1 --format='{format}' HEAD..origin/main"));
    }

    [Fact]
    public async Task Both_nodes_have_a_clone_of_the_same_upstream_and_each_is_where_it_was_brought()
    {
        await using var pair = await StartAsync("c");

        await SayAsync(pair, "git pull -q");

        Assert.Equal(pair.Upstream.Tip, await SayAsync(pair, "git rev-parse HEAD"));
        Assert.Equal("0", await SayAsync(pair, "git rev-list --count 'HEAD..@{u}'"));
        var worker = await pair.Worker.ShellAsync(Prefix + "git fetch -q && git rev-list --count 'HEAD..@{u}'", Cancel);
        Assert.Equal("3\n", worker.Out);
    }

    [Theory]
    [InlineData("git merge-base --is-ancestor HEAD origin/main", 0)]
    [InlineData("git merge-base --is-ancestor origin/main HEAD", 1)]
    [InlineData("git merge-base --is-ancestor nowhere HEAD", 128)]
    [InlineData("git rev-parse --verify -q nowhere", 1)]
    [InlineData("git rev-parse nowhere", 128)]
    [InlineData("git checkout nowhere", 1)]
    [InlineData("git diff --quiet", 0)]
    [InlineData("echo >> README.md; git diff --quiet", 1)]
    [InlineData("echo >> launch-cluster.sh; git checkout HEAD~2", 1)]
    [InlineData("echo >> launch-cluster.sh; git checkout -q -f HEAD~2", 0)]
    [InlineData("rm -rf .git; git rev-parse HEAD", 128)]
    [InlineData("rm README.md; git checkout -q -- README.md && git diff --quiet", 0)]
    [InlineData("git reset -q --hard origin/main && git diff --quiet HEAD origin/main", 0)]
    [InlineData("git frobnicate", 1)]
    [InlineData(
        "cd ~ && git clone -q https://github.com/eugr/spark-vllm-docker copy && test -x copy/launch-cluster.sh", 0)]
    public async Task Git_ends_as_the_real_one_does(string command, int exit)
    {
        await using var pair = await StartAsync("c");
        await SayAsync(pair, "git fetch -q");

        Assert.Equal(exit, (await pair.Head.ShellAsync(Prefix + command, Cancel)).Exit);
    }

    [Fact]
    public async Task A_fetch_that_never_ends_changes_nothing_when_it_is_killed()
    {
        await using var pair = await StartAsync("c");
        pair.Upstream.Fault = UpstreamFault.Hanging;

        Assert.Equal(124, (await pair.Head.ShellAsync(Prefix + "timeout 0.5 git fetch", Cancel)).Exit);

        Assert.Equal("0", await SayAsync(pair, "git rev-list --count 'HEAD..@{u}'"));
        await pair.ResetAsync();
        Assert.Equal("3", await SayAsync(pair, "git fetch -q && git rev-list --count 'HEAD..@{u}'"));
    }

    [Fact]
    public async Task All_of_it_can_be_told_to_the_pair_over_http()
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{pair.ControlPort}/sim/") };

        var commit = await AskAsync(client, "launcher", new { push = "Era A again", era = "a" });
        var image = await AskAsync(client, "image", new { version = "0.19.0", fault = "dies_loading" });
        await AskAsync(
            client, "node", new { node = "spark1", internet = false, launcher_owned = false, build = "build_fails" });

        Assert.Equal((pair.Upstream.Tip, pair.Registry.Prebuilt), (commit, image));
        Assert.Equal(BuildTrouble.BuildFails, pair.Head.BuildTrouble);
        Assert.Contains("dubious ownership", (await pair.Head.ShellAsync(Prefix + "git fetch", Cancel)).Error,
            StringComparison.Ordinal);
        var offline = await pair.Head.ShellAsync(Prefix + "git -c safe.directory='*' fetch", Cancel);
        Assert.Contains("Could not resolve host: github.com", offline.Error, StringComparison.Ordinal);
        Assert.Equal(
            400, (int)(await client.PostAsJsonAsync("launcher", new { push = "x", era = "z" }, Cancel)).StatusCode);
    }

    private static Task<SimulatedPair> StartAsync(string era) =>
        SimulatedPair.StartAsync(new() { Era = era, Speed = 200 });

    private static async Task<string> SayAsync(SimulatedPair pair, string command)
    {
        var result = await pair.Head.ShellAsync(Prefix + command, Cancel);
        Assert.True(result.Exit == 0, $"{command}: {result.Exit} {result.Error}");
        return result.Out.TrimEnd('\n');
    }

    private static async Task<string?> AskAsync(HttpClient client, string path, object request)
    {
        using var answer = await client.PostAsJsonAsync(path, request, Cancel);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return text.Length == 0 ? null : JsonDocument.Parse(text).RootElement.GetProperty("id").GetString();
    }
}
