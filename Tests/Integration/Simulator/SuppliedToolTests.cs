using SparkControl.Simulator;
using SparkControl.Simulator.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>What the pair brings for machines that lack it does what scripts on a node ask of it.</summary>
public sealed class SuppliedToolTests : PairFixture
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Node", "supplied");

    [Theory]
    [InlineData("timeout 5 sh -c 'exit 3'; echo $?", "3")]
    [InlineData("timeout 0.2 sleep 60; echo $?", "124")]
    [InlineData("timeout -k 0.2 0.2 sh -c 'trap : TERM; while :; do sleep 0.1; done' 2>/dev/null; echo $?", "137")]
    [InlineData("timeout 5 no-such-program 2>/dev/null; echo $?", "127")]
    [InlineData("exec 9>lock; flock 9 && (exec 8>lock; flock -n 8); echo $?", "1")]
    [InlineData("(exec 9>lock; timeout 5 flock 9); exec 8>lock; flock -n 8; echo $?", "0")]
    [InlineData("exec 9>lock; flock 9; (exec 8>lock; timeout 0.2 flock 8); echo $?", "124")]
    [InlineData("setsid sh -c 'ps -o sid= -p $$ | tr -d \" \"; echo $$' | uniq | wc -l", "1")]
    [InlineData("printf 'one\\ntwo\\n' >log; (sleep 0.3; echo three >>log) & tail --pid=$! -c +5 -f log", "two\nthree")]
    [InlineData("printf 'one\\ntwo\\n' >log; tail -n 1 log", "two")]
    [InlineData("setsid sh -c 'sleep 60 >/dev/null 2>&1 & sleep 0.3; pgrep -s $$ -x sleep | wc -l; kill $!'", "1")]
    [InlineData("setsid sh -c 'sleep 60 >/dev/null 2>&1 & pgrep -s $$ | grep -cx -e $$ -e $!; kill $!'", "2")]
    [InlineData("pgrep -s 2147483647; echo $?", "1")]
    public async Task A_supplied_tool_does_what_the_real_one_does(string script, string expected)
    {
        Assert.Equal(expected, await SayAsync($"chmod +x '{_folder}'/*; PATH='{_folder}':$PATH; {script}"));
    }

    [Fact]
    public void A_machine_without_what_a_node_needs_is_told_what_to_install()
    {
        var empty = Directory.CreateDirectory(Path.Combine(Pair.Directory, "empty")).FullName;

        var missing = Assert.Throws<MissingToolsException>(() => HostTools.Lacking(empty));

        Assert.StartsWith("The simulated Sparks need bash, sh, ", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_to_be_reached_over_SSH_needs_a_server_for_it()
    {
        var empty = Directory.CreateDirectory(Path.Combine(Pair.Directory, "without-ssh")).FullName;

        var missing = Assert.Throws<MissingToolsException>(() => HostTools.Need(empty, "sshd", "ssh-keygen"));

        Assert.StartsWith(
            "The simulated Sparks need sshd, ssh-keygen, and ", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_on_the_machine_is_supplied()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Pair.Directory, "macos")).FullName;
        await SayAsync($"for tool in bash sh env cp mv rm mkdir mkfifo ls find stat chmod touch sleep date grep sed cut tr head wc cksum mktemp dd df du dirname readlink uname id perl tail; do ln -s /bin/true '{folder}'/$tool; done");

        var lacking = HostTools.Lacking(folder);

        Assert.Equal(["setsid", "flock", "timeout", "pgrep"], lacking.Take(4));
    }
}
