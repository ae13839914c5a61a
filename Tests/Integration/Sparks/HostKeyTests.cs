using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class HostKeyTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;

    public async ValueTask InitializeAsync() => sshd = await TestSshd.StartAsync();

    public ValueTask DisposeAsync() => sshd.DisposeAsync();

    [Fact]
    public async Task Without_a_confirmed_key_nothing_runs_and_the_offered_one_is_there_to_be_confirmed()
    {
        await using var shell = Shell(sshd.Node([]));

        var result = await shell.RunAsync(new("touch \"$HOME/ran\""), Cancel);

        Assert.Equal((ShellOutcome.Untrusted, NodeState.Untrusted), (result.Outcome, shell.Link.State));
        Assert.Equal(sshd.HostKey, shell.Offered);
        Assert.False(File.Exists($"{sshd.Home}/ran"));
    }

    [Fact]
    public async Task A_confirmed_key_is_enough()
    {
        await using var shell = Shell(sshd.Node());

        Assert.True((await shell.RunAsync(new("true"), Cancel)).Succeeded);
    }

    [Fact]
    public async Task An_RSA_key_is_pinned_by_its_type_and_not_by_an_algorithm()
    {
        await ServeAsync("rsa");
        await using var shell = Shell(sshd.Node());

        Assert.True((await shell.RunAsync(new("true"), Cancel)).Succeeded);
        Assert.Equal("ssh-rsa", shell.Offered?.Type);
    }

    [Fact]
    public async Task A_changed_key_is_refused_in_a_sentence_that_names_both()
    {
        var before = sshd.HostKey;
        await ServeAsync("ed25519");
        await using var shell = Shell(sshd.Node(before));

        var result = await shell.RunAsync(new("touch \"$HOME/ran\""), Cancel);

        Assert.Equal(ShellOutcome.Untrusted, result.Outcome);
        Assert.Contains(before.Fingerprint, result.Reason, StringComparison.Ordinal);
        Assert.Contains(sshd.HostKey.Fingerprint, result.Reason, StringComparison.Ordinal);
        Assert.False(File.Exists($"{sshd.Home}/ran"));
    }

    [Fact]
    public async Task A_key_of_another_type_than_the_confirmed_one_is_not_even_negotiated()
    {
        var before = sshd.HostKey;
        await ServeAsync("ecdsa");
        await using var shell = Shell(sshd.Node(before));

        var result = await shell.RunAsync(new("true"), Cancel);

        Assert.Equal(ShellOutcome.Untrusted, result.Outcome);
        Assert.Contains(
            "no longer offers a host key of a confirmed type (ssh-ed25519)", result.Reason, StringComparison.Ordinal);
    }

    private async Task ServeAsync(string type)
    {
        await sshd.StopAsync();
        await sshd.ChangeHostKeyAsync(type);
        await sshd.ListenAsync();
    }

    private SshShell Shell(SparkSettings node) =>
        new(node, sshd.Key, TimeProvider.System, NullLogger<SshShell>.Instance);
}
