using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class FollowTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;
    private SshShell shell = null!;

    public async ValueTask InitializeAsync()
    {
        sshd = await TestSshd.StartAsync();
        shell = new(sshd.Node(), sshd.Key, TimeProvider.System, NullLogger<SshShell>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await shell.DisposeAsync();
        await sshd.DisposeAsync();
    }

    private string Log => Path.Combine(sshd.Home, "a log");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_001)]
    [InlineData(999_999)]
    public async Task A_file_comes_whole_from_any_offset(int offset)
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        await File.WriteAllBytesAsync(Log, bytes, Cancel);

        Assert.Equal(bytes[offset..], await ReadAsync(shell, offset, bytes.Length - offset));
    }

    [Theory]
    [InlineData("echo 12 bytes of news")]
    [InlineData("echo 12 bytes of news >&2")]
    [InlineData("printf 'no line end'; printf '3 bytes and no line end' >&2")]
    public async Task What_the_login_shell_prints_is_not_taken_for_the_file(string bashrc)
    {
        await File.WriteAllTextAsync($"{sshd.Home}/.bashrc", bashrc + "\n", Cancel);
        await File.WriteAllTextAsync(Log, "one\n", Cancel);
        await using var blocks = shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal("one\n", await NextAsync(blocks));
        await File.AppendAllTextAsync(Log, "two\n", Cancel);
        Assert.Equal("two\n", await NextAsync(blocks));
    }

    [Fact]
    public async Task What_is_written_later_comes_as_it_is_written()
    {
        await File.WriteAllTextAsync(Log, "one\n", Cancel);
        await using var blocks = shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal("one\n", await NextAsync(blocks));
        await File.AppendAllTextAsync(Log, "two\n", Cancel);
        Assert.Equal("two\n", await NextAsync(blocks));
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_waited_for()
    {
        await using var blocks = shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);
        var next = NextAsync(blocks);
        await File.WriteAllTextAsync(Log, "late\n", Cancel);

        Assert.Equal("late\n", await next);
    }

    [Fact]
    public async Task Dropped_connections_lose_no_byte_and_double_none()
    {
        var bytes = RandomNumberGenerator.GetBytes(6_000_000);
        var writing = Task.Run(async () =>
        {
            await using var file = new FileStream(Log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            for (var at = 0; at < bytes.Length; at += 60_000)
            {
                await file.WriteAsync(bytes.AsMemory(at, 60_000), Cancel);
                await file.FlushAsync(Cancel);
            }
        }, Cancel);
        var cuts = new[] { 500_000, 2_000_000, 4_000_000 };
        var read = new MemoryStream();

        await foreach (var block in shell.FollowAsync("~/a log", 0, Cancel))
        {
            var before = read.Length;
            read.Write(block.Span);
            if (cuts.Any(cut => before < cut && read.Length >= cut)) await sshd.CutAsync();
            if (read.Length >= bytes.Length) break;
        }

        await writing;
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(read.ToArray()));
    }

    [Fact]
    public async Task A_follow_over_a_connection_that_has_gone_silent_is_taken_up_over_another()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var patient = new SshShell(sshd.Node(), sshd.Key, time, NullLogger<SshShell>.Instance);
        await File.WriteAllTextAsync(Log, "one\n", Cancel);
        await using var blocks = patient.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);
        Assert.Equal("one\n", await NextAsync(blocks));
        var next = NextAsync(blocks);

        await sshd.SignalConnectionsAsync("STOP");
        await File.AppendAllTextAsync(Log, "two\n", Cancel);
        await Until.TrueAsync(() =>
        {
            // once it is known to be down, the clock goes slowly: an attempt to connect has five seconds of it
            time.Advance(patient.Link.State == NodeState.Up ? SshConnection.KeepAlive : TimeSpan.FromMilliseconds(50));
            return next.IsCompleted;
        }, seconds: 40);

        Assert.Equal("two\n", await next);
        await sshd.SignalConnectionsAsync("KILL");
    }

    [Fact]
    public async Task A_reader_that_does_not_take_a_block_is_sent_no_more()
    {
        await using (var file = File.OpenWrite(Log)) file.SetLength(200_000_000);
        await using var blocks = shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await blocks.MoveNextAsync());

        // a second follow goes on meanwhile: had the first been sent more, it would have been by now
        Assert.True((await ReadAsync(shell, 0, 20_000_000)).Length >= 20_000_000);

        var read = await shell.RunAsync(
            new("""for p in /proc/[0-9]*; do tr '\0' ' ' <$p/cmdline 2>/dev/null | grep -q "^tail --pid=.*$HOME/a log" && sed -n 's/^rchar: //p' $p/io; done; true"""), Cancel);
        var least = read.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Min(bytes => long.Parse(bytes, CultureInfo.InvariantCulture));
        Assert.InRange(least, 65_536, 1_000_000);
    }

    [Fact]
    public async Task A_follow_that_is_given_up_leaves_nothing_running_on_the_node()
    {
        await File.WriteAllTextAsync(Log, "one\n", Cancel);
        await ReadAsync(shell, 0, 4);

        await Until.TrueAsync(async () => (await shell.RunAsync(
            new("""for p in /proc/[0-9]*; do tr '\0' ' ' <$p/cmdline 2>/dev/null | grep -q "tail --pid=.*$HOME/a log" && echo $p; done; true"""), Cancel)).Output == "");
    }

    [Fact]
    public async Task Follows_that_were_given_up_do_not_use_up_the_sessions_that_sshd_allows()
    {
        await File.WriteAllTextAsync(Log, "one\n", Cancel);

        // Ten a connection by default; each of these waits for news of the file when it is given up.
        for (var follow = 0; follow < 15; follow++)
        {
            await using var blocks = shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel);
            Assert.Equal("one\n", await NextAsync(blocks));
        }
    }

    [Fact]
    public async Task Commands_are_answered_while_all_follows_are_taken()
    {
        await File.WriteAllTextAsync(Log, "one\n", Cancel);
        var follows = Enumerable.Range(0, 7).Select(_ => shell.FollowAsync("~/a log", 0, Cancel).GetAsyncEnumerator(Cancel)).ToArray();
        var firsts = follows.Select(follow => follow.MoveNextAsync().AsTask()).ToArray();
        await Until.TrueAsync(() => firsts.Count(first => first.IsCompletedSuccessfully) == 5);

        Assert.True((await shell.RunAsync(new("echo"), Cancel)).Succeeded);

        foreach (var follow in follows.Where((_, i) => firsts[i].IsCompleted)) await follow.DisposeAsync();
        await Until.TrueAsync(() => firsts.All(first => first.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task This_machine_is_followed_the_same_way()
    {
        var local = new LocalShellSettings { Environment = new Dictionary<string, string> { ["HOME"] = sshd.Home, ["PATH"] = "/usr/bin:/bin" } };
        await using var here = new LocalShell(sshd.Node() with { Local = local }, TimeProvider.System);
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        await File.WriteAllBytesAsync(Log, bytes, Cancel);

        Assert.Equal(bytes[5..], await ReadAsync(here, 5, bytes.Length - 5));
    }

    private static async Task<byte[]> ReadAsync(ISparkShell shell, long offset, int length)
    {
        var read = new MemoryStream();
        await foreach (var block in shell.FollowAsync("~/a log", offset, Cancel))
        {
            read.Write(block.Span);
            if (read.Length >= length) break;
        }

        return read.ToArray();
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> blocks)
    {
        Assert.True(await blocks.MoveNextAsync());
        return System.Text.Encoding.UTF8.GetString(blocks.Current.Span);
    }
}
