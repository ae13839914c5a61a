using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class SshProbeTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;

    public async ValueTask InitializeAsync() => sshd = await TestSshd.StartAsync();

    public ValueTask DisposeAsync() => sshd.DisposeAsync();

    [Fact]
    public async Task A_node_that_is_not_confirmed_shows_its_key_and_is_told_nothing()
    {
        var test = await TestAsync(sshd.Node([]));

        Assert.Equal(sshd.HostKey, test.Offered);
        Assert.Equal([("reach", true), ("host_key", null), ("login", null)], Results(test).Take(3));
        Assert.Null(test.Hostname);
    }

    [Fact]
    public async Task A_confirmed_node_tells_all_and_what_is_missing_has_a_remedy()
    {
        sshd.Install("docker", "#!/bin/sh\ncase $1 in version) echo 27.1;; *) echo 'Error: No such image: vllm-node' >&2; exit 1;; esac\n");
        sshd.Install("ssh", "#!/bin/sh\necho \"$*\" >\"$HOME/ssh-words\"; echo 'Permission denied (publickey).' >&2; exit 255\n");

        var test = await TestAsync(sshd.Node());

        Assert.Equal(
            [("reach", true), ("host_key", true), ("login", true), ("tools", true), ("docker", true), ("launcher", false), ("image", false), ("other_node", false)],
            Results(test));
        Assert.All(test.Checks.Where(check => check.Passed == false), check => Assert.NotNull(check.Remedy));
        Assert.Contains("(192.168.100.2)", test.Checks[^1].Sentence, StringComparison.Ordinal);
        Assert.Contains("UserKnownHostsFile=/dev/null", await File.ReadAllTextAsync($"{sshd.Home}/ssh-words", Cancel), StringComparison.Ordinal);
        Assert.Equal(Environment.UserName, test.User);
        Assert.True(test.Uptime > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_named_as_the_one_thing_to_do()
    {
        var test = await SshProbe.TestAsync(sshd.Node(), sshd.StrangersKey, Settings(sshd.Node()), TimeProvider.System, Cancel);

        Assert.Equal([("reach", true), ("host_key", true), ("login", false)], Results(test).Take(3));
        Assert.Contains("authorized_keys", test.Checks[2].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_all_unknown_but_for_that()
    {
        await sshd.StopAsync();

        var test = await TestAsync(sshd.Node());

        Assert.Equal(("reach", false), Results(test)[0]);
        Assert.All(test.Checks.Skip(1), check => Assert.Null(check.Passed));
    }

    [Fact]
    public async Task This_machine_is_tested_without_a_connection()
    {
        var local = new LocalShellSettings { Environment = new Dictionary<string, string> { ["HOME"] = sshd.Home, ["PATH"] = "/usr/bin:/bin" } };

        var test = await TestAsync(sshd.Node() with { Local = local });

        Assert.Equal(("reach", true), Results(test)[0]);
        Assert.NotNull(test.Architecture);
    }

    private Task<SshTest> TestAsync(SparkSettings node) => SshProbe.TestAsync(node, sshd.Key, Settings(node), TimeProvider.System, Cancel);

    private static EffectiveSettings Settings(SparkSettings node) =>
        new() { PanelId = "p", Spark1 = node, Spark2 = new() { Name = "spark2", Host = "192.168.100.2" } };

    private static List<(string, bool?)> Results(SshTest test) => [.. test.Checks.Select(check => (check.Name, check.Passed))];
}
