using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class SshConnectionTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;

    public async ValueTask InitializeAsync() => sshd = await TestSshd.StartAsync("MaxSessions 2");

    public ValueTask DisposeAsync() => sshd.DisposeAsync();

    [Fact]
    public async Task A_login_that_ends_after_it_was_given_up_leaves_no_session()
    {
        using var relay = new SlowRelay(sshd.Port);
        var time = new FakeTimeProvider();
        await using var shell = Shell(sshd.Node() with { Port = relay.Port }, time);
        var running = shell.RunAsync(new("true"), Cancel);
        await relay.Held;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ShellOutcome.Unreachable, (await running).Outcome);

        relay.GoOn();

        await relay.Closed.WaitAsync(TimeSpan.FromSeconds(15), Cancel);
    }

    [Fact]
    public async Task A_shell_that_is_disposed_while_it_logs_in_runs_nothing_and_leaves_no_session()
    {
        using var relay = new SlowRelay(sshd.Port);
        var shell = Shell(sshd.Node() with { Port = relay.Port });
        var running = shell.RunAsync(new("touch \"$HOME/ran\""), Cancel);
        await relay.Held;
        await shell.DisposeAsync();

        relay.GoOn();

        Assert.Equal(ShellOutcome.Unreachable, (await running).Outcome);
        await relay.Closed.WaitAsync(TimeSpan.FromSeconds(15), Cancel);
        Assert.False(File.Exists($"{sshd.Home}/ran"));
    }

    [Fact]
    public async Task A_node_that_refuses_more_sessions_goes_on_with_those_it_has()
    {
        await using var shell = Shell(sshd.Node());
        await shell.RunAsync(new("true"), Cancel);
        var wait = new ShellScript("touch \"$HOME/$1\"; while [ ! -e \"$HOME/go\" ]; do sleep 0.1; done");
        var first = shell.RunAsync(wait with { Arguments = ["first"] }, Cancel);
        var second = shell.RunAsync(wait with { Arguments = ["second"] }, Cancel);
        await Until.TrueAsync(() => File.Exists($"{sshd.Home}/first") && File.Exists($"{sshd.Home}/second"));

        var more = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shell.RunAsync(new("true"), Cancel)));

        Assert.All(more, result => Assert.Equal(ShellOutcome.Unreachable, result.Outcome));
        await File.WriteAllTextAsync($"{sshd.Home}/go", "", Cancel);
        Assert.True((await first).Succeeded && (await second).Succeeded, (await first).Reason);
    }

    [Fact]
    public async Task A_break_of_the_follows_alone_is_no_news_of_the_node()
    {
        await using var shell = Shell(sshd.Node());
        await shell.RunAsync(new("echo one >\"$HOME/log\""), Cancel);
        var commands = await sshd.ConnectionsAsync();
        await using var blocks = shell.FollowAsync("~/log", 0, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await blocks.MoveNextAsync());
        var states = new List<NodeState>();
        shell.LinkChanged += changed => states.Add(changed.Link.State);

        foreach (var follow in (await sshd.ConnectionsAsync()).Except(commands))
            await TestSshd.SignalAsync("KILL", follow);

        var next = blocks.MoveNextAsync();
        await shell.RunAsync(new("echo two >>\"$HOME/log\""), Cancel);
        Assert.True(await next);
        Assert.Empty(states);
    }

    private SshShell Shell(SparkSettings node, TimeProvider? time = null) =>
        new(node, sshd.Key, time ?? TimeProvider.System, NullLogger<SshShell>.Instance);
}
