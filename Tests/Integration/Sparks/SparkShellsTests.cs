using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class SparkShellsTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;
    private SparkShells shells = null!;

    public async ValueTask InitializeAsync()
    {
        sshd = await TestSshd.StartAsync();
        shells = new(sshd.Key, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await shells.DisposeAsync();
        await sshd.DisposeAsync();
    }

    [Fact]
    public async Task A_node_whose_settings_stay_keeps_its_shell()
    {
        await shells.ApplyAsync(With(sshd.Node()));
        var before = shells.For("spark1");

        await shells.ApplyAsync(With(sshd.Node() with { HostKeys = [sshd.HostKey with { }] }));

        Assert.NotNull(before);
        Assert.Same(before, shells.For("spark1"));
    }

    [Fact]
    public async Task A_confirmed_host_key_gives_a_node_a_new_shell_that_works()
    {
        await shells.ApplyAsync(With(sshd.Node([])));
        Assert.Equal(ShellOutcome.Untrusted, (await shells.For("spark1")!.RunAsync(new("true"), Cancel)).Outcome);

        await shells.ApplyAsync(With(sshd.Node()));

        Assert.True((await shells.For("spark1")!.RunAsync(new("true"), Cancel)).Succeeded);
    }

    [Fact]
    public async Task A_node_that_is_not_set_up_has_no_shell()
    {
        await shells.ApplyAsync(With(sshd.Node()));

        Assert.Null(shells.For("spark2"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_replaced_shell_ends_what_runs_and_follows_over_it(bool local)
    {
        var home = new LocalShellSettings { Environment = new Dictionary<string, string> { ["HOME"] = sshd.Home, ["PATH"] = "/usr/bin:/bin" } };
        await File.WriteAllTextAsync($"{sshd.Home}/log", "one", Cancel);
        await shells.ApplyAsync(With(sshd.Node() with { Local = local ? home : null }));
        var shell = shells.For("spark1")!;
        await using var follow = shell.FollowAsync("~/log", 0, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await follow.MoveNextAsync());
        var next = follow.MoveNextAsync().AsTask();
        var running = shell.RunAsync(new("touch \"$HOME/began\"; sleep 30") { Deadline = TimeSpan.FromSeconds(60) }, Cancel);
        await Until.TrueAsync(() => File.Exists($"{sshd.Home}/began"));

        await shells.ApplyAsync(With(sshd.Node() with { Host = "127.0.0.2" }));

        Assert.Equal(ShellOutcome.Lost, (await running).Outcome);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        Assert.Equal(ShellOutcome.Unreachable, (await shell.RunAsync(new("true"), Cancel)).Outcome);
    }

    [Fact]
    public async Task Changes_of_a_link_are_heard_whichever_shell_it_is()
    {
        var heard = new ConcurrentQueue<NodeState>();
        shells.LinkChanged += shell => heard.Enqueue(shell.Link.State);
        await shells.ApplyAsync(With(sshd.Node([])));
        await shells.For("spark1")!.RunAsync(new("true"), Cancel);
        await shells.ApplyAsync(With(sshd.Node()));

        await shells.For("spark1")!.RunAsync(new("true"), Cancel);

        Assert.Equal([NodeState.Unknown, NodeState.Untrusted, NodeState.Unknown, NodeState.Up], heard);
    }

    private static EffectiveSettings With(SparkSettings node) => new() { PanelId = "p", Spark1 = node };
}
