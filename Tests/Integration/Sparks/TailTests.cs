using System.Text;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>What a script prints, as it comes, on a node that is this machine.</summary>
public sealed class TailTests : LocalNode
{
    [Theory]
    [InlineData("printf 'one\\ntwo\\n'", "one\ntwo\n", "nothing more")]
    [InlineData("echo \"$1\"; exit 3", "it's\n", "code 3")]
    [InlineData("echo oops >&2; exit 1", "oops\n", "code 1")]
    public async Task A_script_that_ends_is_read_to_its_end(string text, string expected, string end)
    {
        var opening = await Shell.TailAsync(new(text) { Arguments = ["it's"] }, Cancel);
        await using var tail = opening.Tail!;

        var read = new StringBuilder();
        while (await tail.NextAsync(Cancel) is { IsEmpty: false } block)
            read.Append(Encoding.UTF8.GetString(block.Span));

        Assert.Equal(expected, read.ToString());
        Assert.Contains(end, tail.End, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_that_is_left_ends_what_it_has_read()
    {
        var opening = await Shell.TailAsync(new("echo $$; exec sleep 300"), Cancel);
        var pid = Encoding.UTF8.GetString((await opening.Tail!.NextAsync(Cancel)).Span).Trim();
        Assert.True(Directory.Exists($"/proc/{pid}"));

        await opening.Tail.DisposeAsync();

        await Until.TrueAsync(() => !Directory.Exists($"/proc/{pid}"), "the script is gone");
    }

    [Fact]
    public async Task Who_reads_too_many_does_not_hold_up_commands()
    {
        var open = new List<ShellTail>();
        while ((await Shell.TailAsync(new("exec sleep 300"), Cancel)).Tail is { } tail) open.Add(tail);

        Assert.Equal(4, open.Count);
        Assert.True((await Shell.RunAsync(new("true"), Cancel)).Succeeded);
        foreach (var tail in open) await tail.DisposeAsync();
    }
}
