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
        var switches = await SayAsync("cd $SIM_DIR/state && touch down sshd-down refuses-ssh links-down && ls", Pair.Worker);
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
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, Pair.VllmPort, Cancel).AsTask());

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.Equal(200, await AnswerAsync("/health"));

        await SayAsync("docker stop vllm_node");
        Assert.False(Ports.IsFree(Pair.VllmPort));
    }

    [Fact]
    public async Task The_directory_of_a_pair_can_be_deleted_while_memory_still_changes()
    {
        var pair = await SimulatedPair.StartAsync();
        var memory = pair.Head.Memory;
        using var ending = new CancellationTokenSource();
        var changing = Task.Run(
            () =>
            {
                for (var bytes = 1L; !ending.IsCancellationRequested; bytes++) memory.Hold(this, bytes);
            },
            Cancel);
        await Until.TrueAsync(() => memory.HeldBy(this) > 10, "memory changes");

        await pair.DisposeAsync();

        Assert.False(Directory.Exists(pair.Directory));
        await ending.CancelAsync();
        await changing;
    }
}
