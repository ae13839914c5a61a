using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SparkControl.Simulator;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class SshdTests : PairFixture
{
    private string Key => Path.Combine(Pair.Directory, "key");

    [Fact]
    public async Task A_session_has_the_environment_of_the_node_and_nothing_else()
    {
        await using var sshd = await StartAsync();

        var (exit, output) =
            await SshAsync(sshd, "env; docker run -d --name a vllm-node sleep infinity; cat /proc/meminfo");

        Assert.Equal(0, exit);
        Assert.Contains($"HOME={Head.Home}\n", output, StringComparison.Ordinal);
        Assert.Contains("SIM_NODE=spark1\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BASH_ENV", output, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET", output, StringComparison.Ordinal);
        Assert.Contains("MemTotal:       127600000 kB", output, StringComparison.Ordinal);
        Assert.Equal("a", await SayAsync("docker ps --format '{{.Names}}'"));
    }

    [Fact]
    public async Task A_script_on_standard_input_runs_on_the_node()
    {
        await using var sshd = await StartAsync();

        var (_, output) = await SshAsync(sshd, "exec /bin/sh -s", "{ echo \"$SIM_NODE\"; exit; }\n");

        Assert.Equal("spark1\n", output);
    }

    [Theory]
    [InlineData("pwd; touch here; bash -c pwd; cd /; bash -c pwd")]
    [InlineData("exec /bin/sh -s", "pwd; touch here; bash -c pwd; cd /; bash -c pwd\n")]
    public async Task A_session_begins_in_the_home_of_the_node_and_nothing_else_does(string command, string input = "")
    {
        await using var sshd = await StartAsync();

        var (_, output) = await SshAsync(sshd, command, input);

        Assert.Equal($"{Head.Home}\n{Head.Home}\n/\n", output);
        Assert.True(File.Exists(Path.Combine(Head.Home, "here")));
    }

    [Fact]
    public async Task A_cut_connection_ends_the_client_and_not_the_port()
    {
        await using var sshd = await StartAsync();
        var session = SshAsync(sshd, "sleep 600");
        await Until.TrueAsync(() => sshd.Connections == 1, "the session is open");

        sshd.DropConnections();

        Assert.Equal(255, (await session).Exit);
        Assert.Equal("again\n", (await SshAsync(sshd, "echo again")).Output);
    }

    [Fact]
    public async Task A_refused_key_and_another_host_key_are_seen_by_the_client()
    {
        await using var sshd = await StartAsync();
        var fingerprint = sshd.Fingerprint;

        await sshd.RefuseKeysAsync();
        Assert.Equal(255, (await SshAsync(sshd, "true")).Exit);

        await sshd.AcceptKeysAsync();
        Assert.Equal(0, (await SshAsync(sshd, "true")).Exit);

        await sshd.ChangeHostKeyAsync();
        Assert.Equal(255, (await SshAsync(sshd, "true")).Exit);
        Assert.NotEqual(fingerprint, sshd.Fingerprint);
    }

    [Fact]
    public async Task Ssh_that_drops_in_mid_load_ends_the_session_and_not_the_load()
    {
        await using var sshd = await StartAsync();
        Pair.Scenarios.SetNext(ScenarioKind.SshDrops);
        var session = SshAsync(sshd, "sleep 600");
        await Until.TrueAsync(() => sshd.Connections == 1, "the session is open");

        await LaunchAsync();

        Assert.Equal(255, (await session).Exit);
        await LogSaysAsync("Application startup complete.");
    }

    [Fact]
    public async Task A_host_key_that_changes_in_mid_load_is_the_old_one_again_after_a_reset()
    {
        await using var sshd = await StartAsync();
        var fingerprint = sshd.Fingerprint;
        Assert.Equal(0, (await SshAsync(sshd, "true")).Exit);
        Pair.Scenarios.SetNext(ScenarioKind.HostKeyChanged);

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.NotEqual(fingerprint, sshd.Fingerprint);
        Assert.Equal(255, (await SshAsync(sshd, "true")).Exit);

        await Pair.ResetAsync();
        Assert.Equal(fingerprint, sshd.Fingerprint);
        Assert.Equal(0, (await SshAsync(sshd, "true")).Exit);
    }

    [Fact]
    public async Task A_node_that_falls_silent_in_mid_load_goes_on_where_it_stood_when_it_recovers()
    {
        await using var sshd = await StartAsync();
        Pair.Scenarios.SetNext(ScenarioKind.SilentNode);
        var session = SshAsync(sshd, "while [ ! -e \"$HOME/said\" ]; do sleep 0.1; done; echo heard");
        await Until.TrueAsync(() => sshd.Connections == 1, "the session is open");

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        await SayAsync("touch said");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, sshd.Port, Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetStream().ReadExactlyAsync(new byte[1], late.Token).AsTask());
        Assert.False(session.IsCompleted);

        await Pair.ResetAsync();
        Assert.Equal("heard\n", (await session).Output);
    }

    private async Task<SimulatedSshd> StartAsync()
    {
        Assert.True(
            SimulatedSshd.IsInstalled, "There is no OpenSSH server here: eng/need.sh says what the tests need.");
        using var keys = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", Key]);
        await keys.WaitForExitAsync(Cancel);
        return await SimulatedSshd.StartAsync(Head, await File.ReadAllTextAsync(Key + ".pub", Cancel));
    }

    private async Task<(int Exit, string Output)> SshAsync(SimulatedSshd sshd, string command, string input = "")
    {
        // The first key that is seen is pinned; another one is refused.
        string[] options =
        [
            "StrictHostKeyChecking=accept-new", $"UserKnownHostsFile={Key}.hosts", "LogLevel=ERROR", "BatchMode=yes",
            "IdentitiesOnly=yes"
        ];
        string[] words =
        [
            "-F", "none", "-i", Key, "-p", sshd.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. options.SelectMany(option => new[] { "-o", option }), SimulatedSshd.User + "@127.0.0.1", command
        ];
        using var ssh = Process.Start(new ProcessStartInfo("ssh", words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        await ssh.StandardInput.WriteAsync(input);
        ssh.StandardInput.Close();
        var output = await ssh.StandardOutput.ReadToEndAsync(Cancel);
        await ssh.WaitForExitAsync(Cancel);
        return (ssh.ExitCode, output);
    }
}
