using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

[Collection(ChaosCollection.Name)]
public sealed class SshShellTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;
    private SshShell shell = null!;

    public async ValueTask InitializeAsync()
    {
        sshd = await TestSshd.StartAsync();
        shell = Shell(sshd.Node());
    }

    public async ValueTask DisposeAsync()
    {
        await shell.DisposeAsync();
        await sshd.DisposeAsync();
    }

    [Fact]
    public async Task A_command_gets_its_arguments_byte_for_byte_and_returns_both_streams_and_its_exit_code()
    {
        var script = new ShellScript("""printf '%s|' "$@"; echo oops >&2; exit 7""") { Arguments = ["a b", "$(id)", "it's", "", "ü\n*"] };

        var result = await shell.RunAsync(script, Cancel);

        Assert.Equal((ShellOutcome.Completed, 7), (result.Outcome, result.ExitCode));
        Assert.Equal("a b|$(id)|it's||ü\n*|", result.Output);
        Assert.Equal("oops\n", result.Error);
        Assert.Equal(NodeState.Up, shell.Link.State);
        Assert.NotNull(shell.Link.LatencyMs);
    }

    [Theory]
    [InlineData("echo Agent pid 4711")]
    [InlineData("echo Agent pid 4711 >&2")]
    [InlineData("printf 'no line end'; printf 'none here' >&2")]
    [InlineData("head -c 300000 /dev/zero | tr '\\0' x")]
    public async Task What_the_login_shell_prints_is_no_output_of_the_command(string bashrc)
    {
        await File.WriteAllTextAsync($"{sshd.Home}/.bashrc", bashrc + "\n", Cancel);

        var result = await shell.RunAsync(new("echo out; echo err >&2; exit 3"), Cancel);

        Assert.Equal((ShellOutcome.Completed, 3), (result.Outcome, result.ExitCode));
        Assert.Equal(("out\n", "err\n"), (result.Output, result.Error));
    }

    [Fact]
    public async Task Programs_in_the_users_own_directory_are_found()
    {
        sshd.Install("uvx", "#!/bin/sh\necho mine\n");

        Assert.Equal("mine\n", (await shell.RunAsync(new("uvx"), Cancel)).Output);
    }

    [Fact]
    public async Task A_secret_in_the_environment_reaches_the_script_and_no_process_list()
    {
        var script = new ShellScript("""echo "$TOKEN"; cat /proc/*/cmdline 2>/dev/null | tr '\0' ' '""") { Environment = new Dictionary<string, string> { ["TOKEN"] = "hf_s'cret" } };

        var output = (await shell.RunAsync(script, Cancel)).Output;

        Assert.StartsWith("hf_s'cret\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_s", output[10..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_read_and_dropped()
    {
        var script = new ShellScript("head -c 20000000 /dev/zero | tr '\\0' x; echo end >&2") { OutputLimit = 1000 };

        var result = await shell.RunAsync(script, Cancel);

        Assert.Equal((1000, "end\n"), (result.Output.Length, result.Error));
        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task A_flood_on_stderr_does_not_hide_how_the_script_ended()
    {
        var result = await shell.RunAsync(new("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 3") { OutputLimit = 1000 }, Cancel);

        Assert.Equal((ShellOutcome.Completed, 3), (result.Outcome, result.ExitCode));
    }

    [Fact]
    public async Task A_script_past_its_deadline_is_ended_on_the_node_with_all_that_it_started()
    {
        var script = new ShellScript("""echo $$ >"$HOME/pid"; sleep 600 & echo $! >>"$HOME/pid"; wait""") { Deadline = TimeSpan.FromSeconds(1) };

        var result = await shell.RunAsync(script, Cancel);

        Assert.Equal(ShellOutcome.Lost, result.Outcome);
        var alive = await shell.RunAsync(new("""for p in $(cat "$HOME/pid"); do kill -0 $p 2>/dev/null && ! grep -q ' Z ' /proc/$p/stat && echo $p; done; true"""), Cancel);
        Assert.Equal("", alive.Output);
    }

    [Fact]
    public async Task A_command_that_a_dropped_connection_cut_is_lost_and_the_next_one_connects_again()
    {
        sshd.Install("signal", $"#!/bin/sh\ntouch {sshd.Home}/began; sleep 30\n");
        var cut = shell.RunAsync(new("signal"), Cancel);
        await Until.TrueAsync(() => File.Exists($"{sshd.Home}/began"));

        await sshd.CutAsync();

        Assert.Equal(ShellOutcome.Lost, (await cut).Outcome);
        Assert.Equal("again\n", (await shell.RunAsync(new("echo again"), Cancel)).Output);
    }

    [Fact]
    public async Task A_connection_that_breaks_while_nothing_runs_is_seen_at_once()
    {
        await shell.RunAsync(new("true"), Cancel);
        var down = new TaskCompletionSource();
        shell.LinkChanged += _ => down.TrySetResult();

        await sshd.CutAsync();

        await down.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        Assert.Equal(NodeState.Down, shell.Link.State);
        await Until.TrueAsync(async () => (await shell.RunAsync(new("true"), Cancel)).Succeeded);
        Assert.Equal(NodeState.Up, shell.Link.State);
    }

    [Fact]
    public async Task A_connection_that_has_gone_silent_is_given_up_after_three_questions()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var patient = new SshShell(sshd.Node(), sshd.Key, time, NullLogger<SshShell>.Instance);
        await patient.RunAsync(new("true"), Cancel);
        await sshd.SignalConnectionsAsync("STOP");

        await Until.TrueAsync(() =>
        {
            time.Advance(SshConnection.KeepAlive);
            return patient.Link.State == NodeState.Down;
        }, seconds: 40);

        await sshd.SignalConnectionsAsync("KILL");
        Assert.Contains("stopped answering", patient.Link.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_shell_that_is_none_says_so()
    {
        await sshd.StopAsync();
        await using var closed = await TestSshd.StartAsync("ForceCommand echo 'This account is currently not available.'");
        await using var shut = new SshShell(closed.Node(), closed.Key, TimeProvider.System, NullLogger<SshShell>.Instance);

        var result = await shut.RunAsync(new("true"), Cancel);

        Assert.Equal(ShellOutcome.Lost, result.Outcome);
        Assert.Contains("This account is currently not available.", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_at_once()
    {
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = shell.RunAsync(new($"touch {sshd.Home}/began; sleep 30"), gaveUp.Token);
        await Until.TrueAsync(() => File.Exists($"{sshd.Home}/began"));
        var watch = Stopwatch.StartNew();

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Never_more_than_eight_commands_run_at_a_time()
    {
        var script = new ShellScript("""
            mkdir -p "$HOME/running"; : >"$HOME/running/$$"; ls "$HOME/running" | wc -l
            for i in $(seq 100); do [ -e "$HOME/full" ] || [ "$(ls "$HOME/running" | wc -l)" -ge 8 ] || sleep 0.3; done
            : >"$HOME/full"; rm "$HOME/running/$$"
            """);

        var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => shell.RunAsync(script, Cancel)));

        Assert.All(results, result => Assert.True(result.Succeeded, result.Reason));
        Assert.Equal(8, results.Max(result => int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_node_that_refuses_connections_is_down_and_left_alone_until_asked_for()
    {
        await sshd.StopAsync();

        var first = await shell.RunAsync(new("echo"), Cancel);
        var second = await shell.RunAsync(new("echo"), Cancel);

        Assert.Equal((ShellOutcome.Unreachable, ShellOutcome.Unreachable), (first.Outcome, second.Outcome));
        Assert.Contains("refuses connections", second.Reason, StringComparison.Ordinal);
        Assert.Equal(NodeState.Down, shell.Link.State);
        await sshd.ListenAsync();
        Assert.Equal(NodeState.Up, (await shell.ConnectNowAsync(Cancel)).State);
    }

    [Fact]
    public async Task A_host_that_swallows_everything_is_unreachable_within_five_seconds()
    {
        using var hole = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        hole.Start(); // connections are made and never answered
        await using var silent = Shell(sshd.Node() with { Port = ((System.Net.IPEndPoint)hole.LocalEndpoint).Port });

        var result = await silent.RunAsync(new("echo"), Cancel);

        Assert.Equal(ShellOutcome.Unreachable, result.Outcome);
        Assert.InRange(result.Took, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        Assert.Contains("did not answer within 5 s", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_let_in_is_refused_with_what_to_do()
    {
        await using var stranger = Shell(sshd.Node(), sshd.StrangersKey);

        var result = await stranger.RunAsync(new("echo"), Cancel);

        Assert.Equal((ShellOutcome.Refused, NodeState.Refused), (result.Outcome, stranger.Link.State));
        Assert.Contains("authorized_keys", result.Reason, StringComparison.Ordinal);
    }

    private SshShell Shell(SparkSettings node, string? key = null) =>
        new(node, key ?? sshd.Key, TimeProvider.System, NullLogger<SshShell>.Instance);
}
