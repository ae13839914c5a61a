using Microsoft.Extensions.Time.Testing;
using SparkControl.Simulator;
using SparkControl.Simulator.Docker;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class DockerTests : PairFixture
{
    private const string Run =
        "docker run -d --rm --name vllm_node --network host --entrypoint= vllm-node sleep infinity";

    [Fact]
    public async Task A_container_is_listed_while_it_runs_and_vanishes_when_it_is_stopped()
    {
        var id = await SayAsync(Run);

        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Equal(
            "vllm_node running", await SayAsync("docker ps -f name=^vllm_node$ --format '{{.Names}} {{.State}}'"));
        Assert.Equal("running 0 false",
            await SayAsync("docker inspect -f '{{.State.Status}} {{.RestartCount}} {{.State.OOMKilled}}' vllm_node"));
        Assert.Equal("vllm_node", await SayAsync("docker stop vllm_node"));
        await Until.TrueAsync(async () => (await SayAsync("docker ps -aq")).Length == 0, "it has vanished");
    }

    [Fact]
    public async Task A_killed_container_keeps_its_name_until_it_is_removed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var pair = await SimulatedPair.StartAsync(new() { Time = time });
        await SayAsync(Run, pair.Head);

        await SayAsync("docker kill vllm_node", pair.Head);

        Assert.Equal(
            "vllm_node removing Removal In Progress",
            await SayAsync("docker ps -a --format '{{.Names}} {{.State}} {{.Status}}'", pair.Head));
        Assert.Equal("", await SayAsync("docker ps -q", pair.Head));
        var again = await pair.Head.ShellAsync(Run, Cancel);
        Assert.Contains(
            "Conflict. The container name \"/vllm_node\" is already in use", again.Error, StringComparison.Ordinal);
        var removed = await pair.Head.ShellAsync("docker rm -f vllm_node", Cancel);
        Assert.Equal(
            (1, "Error response from daemon: removal of container vllm_node is already in progress\n"),
            (removed.Exit, removed.Error));

        time.Advance(TimeSpan.FromSeconds(0.5));
        await Until.TrueAsync(async () => (await SayAsync("docker ps -aq", pair.Head)).Length == 0, "it has vanished");
        await SayAsync(Run, pair.Head);
    }

    [Fact]
    public async Task A_container_that_runs_is_gone_when_a_forced_removal_returns()
    {
        await SayAsync(Run);

        await SayAsync("docker rm -f vllm_node");

        Assert.Equal("", await SayAsync("docker ps -aq"));
        Assert.Equal(0, (await Head.ShellAsync("docker rm -f vllm_node", Cancel)).Exit);
    }

    [Fact]
    public async Task A_name_filter_matches_a_part_of_a_name_unless_it_is_anchored()
    {
        await SayAsync("docker run -d --name my_vllm_node2 vllm-node sleep infinity");

        Assert.Equal("my_vllm_node2", await SayAsync("docker ps -f name=vllm_node --format '{{.Names}}'"));
        Assert.Equal("", await SayAsync("docker ps -f name=^vllm_node$ --format '{{.Names}}'"));
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict()
    {
        await SayAsync(Run);

        var second = await Head.ShellAsync(Run, Cancel);

        Assert.Equal(125, second.Exit);
        Assert.Contains("Conflict. The container name \"/vllm_node\" is already in use by container", second.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_an_end_is_held_back_until_it_has_one_or_16_KiB()
    {
        await SayAsync(Run);
        var many = new string('=', 16 * 1024);

        await Head.WriteLogAsync("vllm_node", "half", Cancel);
        Assert.Equal("", await SayAsync("docker logs vllm_node"));
        await Head.WriteLogAsync("vllm_node", " and half\n", Cancel);
        Assert.Equal("half and half", await SayAsync("docker logs vllm_node"));

        await Head.WriteLogAsync("vllm_node", many + "rest", Cancel);
        Assert.Equal("half and half\n" + many, await SayAsync("docker logs vllm_node"));
        await Head.WriteLogAsync("vllm_node", "\n", Cancel);
        Assert.Equal($"half and half\n{many}rest", await SayAsync("docker logs vllm_node"));
    }

    [Fact]
    public async Task A_missing_image_cannot_be_run()
    {
        Head.SetImage(null);

        var run = await Head.ShellAsync(Run, Cancel);

        Assert.Equal(125, run.Exit);
        Assert.StartsWith("Unable to find image 'vllm-node:latest' locally\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("pull access denied for vllm-node", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DockerFault.Down,
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")]
    [InlineData(DockerFault.Denied, "permission denied while trying to connect to the Docker daemon socket")]
    public async Task Docker_out_of_order_says_so(DockerFault fault, string reason)
    {
        Head.DockerFault = fault;

        var result = await Head.ShellAsync("docker ps", Cancel);

        Assert.Equal(1, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docker_that_hangs_answers_when_it_is_well_again()
    {
        Head.DockerFault = DockerFault.Hanging;
        var waiting = Head.ShellAsync("docker ps -q", Cancel);

        Assert.Equal(124, (await Head.ShellAsync("timeout 0.5 docker ps -q", Cancel)).Exit);
        Assert.False(waiting.IsCompleted);

        Head.DockerFault = DockerFault.None;
        Assert.Equal(0, (await waiting).Exit);
    }

    [Fact]
    public async Task Arguments_reach_a_container_byte_for_byte()
    {
        await SayAsync(Run);
        string[] words = ["", "-x", "a  b", "it's", "\"quoted\"", "line\nbreak", "$(date)`date`", "ü€😀", "\\n", "*",
            "{\"method\":\"mtp\"}", "--"];
        var quoted =
            string.Join(' ', words.Select(word => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'"));

        var seen = await SayAsync($"docker exec vllm_node bash -c 'printf \"%s|\" \"$@\"' sh {quoted}");

        Assert.Equal(string.Concat(words.Select(word => word + "|")), seen);
    }

    [Fact]
    public async Task Standard_input_is_for_commands_that_ask_for_it()
    {
        await SayAsync(Run);

        Assert.Equal("hello", await SayAsync("echo hello | docker exec -i vllm_node cat"));
        Assert.Equal("hello", await SayAsync("echo hello | { docker exec vllm_node cat; cat; }"));
    }

    [Fact]
    public async Task What_is_written_to_the_output_of_process_1_is_in_the_log()
    {
        await SayAsync(Run);

        await SayAsync("docker exec -d vllm_node bash -c 'echo one >> /proc/1/fd/1; echo two >/proc/1/fd/1 2>&1'");

        await LogSaysAsync("one\ntwo\n");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z two$", await SayAsync("docker logs -t --tail 1 vllm_node"));
    }

    [Fact]
    public async Task Files_of_a_container_are_its_own()
    {
        await SayAsync(Run);

        await SayAsync("echo text > file && docker cp file vllm_node:/workspace/copy && docker exec vllm_node bash -c 'cp /workspace/copy /tmp/.mark'");

        Assert.Equal("text", await SayAsync("docker exec vllm_node cat /tmp/.mark"));
        Assert.False(File.Exists("/tmp/.mark"));
    }

    [Fact]
    public async Task A_follower_gets_every_line_in_order_and_ends_with_the_container()
    {
        const int Lines = 200_000;
        await SayAsync(Run);
        var follow = Head.ShellAsync("docker logs -f vllm_node | cksum", Cancel);

        await Head.FloodLogAsync("vllm_node", Lines, cancel: Cancel);
        var whole = await SayAsync("docker logs vllm_node | cksum");
        await SayAsync("docker kill vllm_node");

        Assert.Equal(whole, (await follow).Out.TrimEnd('\n'));
        await Until.TrueAsync(
            async () => (await Head.ShellAsync("docker logs -f vllm_node", Cancel)).Error ==
                "Error response from daemon: No such container: vllm_node\n",
            "docker knows no more of it");
    }

    [Fact]
    public async Task Since_leaves_out_what_is_older()
    {
        await SayAsync(Run);
        await Head.FloodLogAsync("vllm_node", 3, cancel: Cancel);
        var last = (await SayAsync("docker logs -t --tail 1 vllm_node")).Split(' ')[0];

        Assert.Equal(3, (await SayAsync($"docker logs --since {last} vllm_node")).Split('\n').Length);
        Assert.Equal("", await SayAsync("docker logs --since 2099-01-01T00:00:00Z vllm_node"));
    }

    [Fact]
    public async Task A_killed_container_takes_its_commands_with_it()
    {
        await SayAsync(Run);
        var command = Head.ShellAsync("docker exec vllm_node sleep 600", Cancel);
        await Until.TrueAsync(async () => (await SayAsync("docker top vllm_node"))
            .Contains("sleep 600", StringComparison.Ordinal), "the command runs");

        await SayAsync("docker kill vllm_node");

        Assert.Equal(137, (await command).Exit);
    }

    [Fact]
    public async Task A_command_that_is_not_there_ends_with_127()
    {
        await SayAsync(Run);

        var result = await Head.ShellAsync("docker exec vllm_node no-such-program", Cancel);

        Assert.Equal(127, result.Exit);
        Assert.Contains("executable file not found in $PATH", result.Error, StringComparison.Ordinal);
    }
}
