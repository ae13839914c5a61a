using System.Net;
using System.Net.Sockets;
using SparkControl.Simulator;
using SparkControl.Simulator.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class PairTests : PairFixture
{
    [Fact]
    public async Task A_reset_clears_every_switch()
    {
        var switches =
            await SayAsync("cd $SIM_DIR/state && touch down sshd-down refuses-ssh links-down && ls", Pair.Worker);
        Assert.Contains("sshd-down", switches, StringComparison.Ordinal);

        await Pair.ResetAsync();

        Assert.Equal("spark2", await SayAsync("ssh 192.168.100.2 hostname"));
        Assert.Contains("(Up)", await SayAsync("ibdev2netdev", Pair.Worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launcher_of_another_era_leaves_nothing_of_the_one_before()
    {
        await SayAsync("cd ~/spark-vllm-docker && touch .env && ls autodiscover.sh");

        Head.InstallLauncher("a");

        Assert.Equal("", await SayAsync("cd ~/spark-vllm-docker && ls -A | grep -x -e .env -e autodiscover.sh || :"));
    }

    [Fact]
    public async Task Nobody_gets_the_port_of_vllm_before_it_serves()
    {
        Assert.False(Ports.IsFree(Pair.VllmPort));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(
            () => client.ConnectAsync(IPAddress.Loopback, Pair.VllmPort, Cancel).AsTask());

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.Equal(200, await AnswerAsync("/health"));

        await SayAsync("docker stop vllm_node");
        Assert.False(Ports.IsFree(Pair.VllmPort));
    }

    [Fact]
    public async Task A_swallowed_port_takes_connections_and_is_kept_from_others_again_afterwards()
    {
        using var client = new TcpClient();
        await using (Pair.SwallowVllmPort())
        {
            await client.ConnectAsync(IPAddress.Loopback, Pair.VllmPort, Cancel);
            Assert.Contains(":8888", await SayAsync("ss -ltnpH"), StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(Pair.SwallowVllmPort);
        }

        Assert.Equal("", await SayAsync("ss -ltnpH"));
        Assert.False(Ports.IsFree(Pair.VllmPort));
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.Equal(200, await AnswerAsync("/health"));
    }

    [Fact]
    public void What_a_model_has_read_leaves_the_next_one_what_the_largest_asks_for()
    {
        var memory = new NodeMemory();
        var before = memory.Free;

        memory.Read(100L << 30);
        memory.Hold(this, 100L << 30);
        memory.Hold(this, 0);

        Assert.InRange(memory.Free, (long)(0.9 * NodeMemory.Total), before - 1);
        memory.DropCache();
        Assert.InRange(memory.Free, before, NodeMemory.Total);
    }

    [Fact]
    public async Task A_node_that_has_ended_writes_no_more_while_its_memory_changes()
    {
        var memory = new NodeMemory();
        using var ending = new CancellationTokenSource();
        var changing = Enumerable.Range(0, 4)
            .Select(owner => Task.Run(() => Change(memory, owner, ending.Token), Cancel)).ToList();

        for (var round = 0; round < 50; round++)
        {
            var node = new NodeDirectory(Path.Combine(Pair.Directory, "ended"), "spark1", "192.168.100.1");
            Directory.CreateDirectory(Path.Combine(node.Proc, "pressure"));
            await new NodeProc(node, memory, () => 0, TimeProvider.System, "boot", "spark1").DisposeAsync();
            Directory.Delete(node.Root, recursive: true);
        }

        await ending.CancelAsync();
        await Task.WhenAll(changing);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("somebody's $(data)")]
    public async Task A_pair_in_a_directory_with_any_name_launches_a_model(string name)
    {
        var directory = Path.Combine(Pair.Directory, name);
        await using (var pair = await SimulatedPair.StartAsync(new() { Speed = 200, Directory = directory }))
        {
            var run = await pair.Head.ShellAsync(
                $"cd ~/spark-vllm-docker && ./launch-cluster.sh --solo -d exec vllm serve {Model} --port 8888", Cancel);

            Assert.True(run.Exit == 0, run.Error);
            await Until.TrueAsync(() => pair.Head.Launches.Count == 1, "vLLM was started");
            Assert.Equal(["serve", Model, "--port", "8888"], pair.Head.Launches[0].Arguments);
        }

        Assert.True(Directory.Exists(Path.Combine(directory, "nodes", "spark1", "home")));
    }

    private static void Change(NodeMemory memory, object owner, CancellationToken ending)
    {
        for (var bytes = 1L; !ending.IsCancellationRequested; bytes++) memory.Hold(owner, bytes);
    }
}
