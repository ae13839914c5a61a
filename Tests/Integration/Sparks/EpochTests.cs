using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class EpochTests : LocalNode
{
    private static readonly Epoch Ours = new(5, "panel-a");

    private string EpochPath => Path.Combine(Home, ".spark-control/epoch");

    [Fact]
    public async Task The_first_changing_command_leaves_our_epoch_on_the_node()
    {
        var result = await ChangeAsync(Ours);

        Assert.True(result.Succeeded);
        Assert.Equal("5 panel-a\n", await File.ReadAllTextAsync(EpochPath, Cancel));
        Assert.Equal(Ours, (await EpochFile.ReadAsync(Shell, Cancel)).Found);
    }

    [Fact]
    public async Task An_older_epoch_of_ours_is_replaced()
    {
        await ChangeAsync(Ours);

        Assert.True((await ChangeAsync(Ours with { Number = 6 })).Succeeded);
        Assert.Equal(6, (await EpochFile.ReadAsync(Shell, Cancel)).Found?.Number);
    }

    [Fact]
    public async Task A_holder_whose_turn_is_over_changes_nothing_and_learns_whose_it_is()
    {
        await ChangeAsync(Ours with { Number = 12 });

        var result = await ChangeAsync(Ours, "touch \"$HOME/ran\"");

        Assert.Equal((ShellOutcome.Superseded, new Epoch(12, "panel-a")), (result.Outcome, result.Found));
        Assert.False(File.Exists($"{Home}/ran"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public async Task Another_panels_node_is_left_alone_whatever_its_number(long number)
    {
        await ChangeAsync(new(number, "panel-b"));

        var result = await ChangeAsync(Ours, "touch \"$HOME/ran\"");

        Assert.Equal((ShellOutcome.AnotherPanel, new Epoch(number, "panel-b")), (result.Outcome, result.Found));
        Assert.False(File.Exists($"{Home}/ran"));
    }

    [Fact]
    public async Task A_confirmed_click_takes_another_panels_node_over()
    {
        await ChangeAsync(new(9, "panel-b"));

        Assert.True((await EpochFile.TakeOverAsync(Shell, Ours, Cancel)).Succeeded);

        Assert.True((await ChangeAsync(Ours)).Succeeded);
        Assert.Equal(ShellOutcome.AnotherPanel, (await ChangeAsync(new(10, "panel-b"))).Outcome);
    }

    [Fact]
    public async Task A_click_does_not_undo_a_newer_turn_of_our_own()
    {
        await ChangeAsync(Ours with { Number = 8 });

        Assert.Equal(ShellOutcome.Superseded, (await EpochFile.TakeOverAsync(Shell, Ours, Cancel)).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage here\n")]
    public async Task A_file_that_cannot_be_read_counts_as_none(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(EpochPath)!);
        await File.WriteAllTextAsync(EpochPath, text, Cancel);

        Assert.True((await ChangeAsync(Ours)).Succeeded);
    }

    [Fact]
    public async Task A_change_that_has_waited_until_the_turn_was_over_is_not_sent()
    {
        var ours = true;
        var waits = Enumerable.Range(0, 8)
            .Select(_ => Shell.RunAsync(new("while [ ! -e \"$HOME/go\" ]; do sleep 0.05; done"), Cancel)).ToArray();
        var change = Shell.RunAsync(new("touch \"$HOME/ran\"") { Epoch = Ours, StillMine = () => ours }, Cancel);

        ours = false;
        await File.WriteAllTextAsync($"{Home}/go", "", Cancel);

        Assert.Equal(ShellOutcome.Superseded, (await change).Outcome);
        await Task.WhenAll(waits);
        Assert.False(File.Exists($"{Home}/ran"));
        Assert.False(File.Exists(EpochPath));
    }

    [Fact]
    public async Task The_time_that_a_command_waits_for_a_channel_is_a_part_of_its_own()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var busy = new LocalShell(Node, time);
        var waits = Enumerable.Range(0, 8)
            .Select(_ => busy.RunAsync(new("while [ ! -e \"$HOME/go\" ]; do sleep 0.05; done"), Cancel)).ToArray();
        var late = busy.RunAsync(
            new("ps -o args= -p $PPID | head -n 1") { Deadline = TimeSpan.FromSeconds(10) }, Cancel);

        time.Advance(TimeSpan.FromSeconds(4));
        await File.WriteAllTextAsync($"{Home}/go", "", Cancel);

        Assert.StartsWith("timeout -k 2 6 ", (await late).Output, StringComparison.Ordinal);
        await Task.WhenAll(waits);
    }

    [Fact]
    public async Task Changing_commands_run_one_at_a_time()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => ChangeAsync(Ours, "mkdir \"$HOME/alone\" && sleep 0.05 && rmdir \"$HOME/alone\"")));

        Assert.All(results, result => Assert.True(result.Succeeded, result.Error));
    }

    [Fact]
    public async Task What_a_script_prints_cannot_pass_for_a_mark()
    {
        var result = await ChangeAsync(Ours, "echo 'sc-0 another 9 panel-b' >&2; echo 'sc-0 ended 0' >&2; exit 76");

        Assert.Equal((ShellOutcome.Completed, 76), (result.Outcome, result.ExitCode));
        Assert.Equal("sc-0 another 9 panel-b\nsc-0 ended 0\n", result.Error);
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_stops_the_change()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Home, ".spark-control"), "a file where the directory should be", Cancel);

        var result = await ChangeAsync(Ours, "touch \"$HOME/ran\"");

        Assert.Equal(ShellOutcome.Unreachable, result.Outcome);
        Assert.Contains("cannot be written", result.Reason, StringComparison.Ordinal);
        Assert.False(File.Exists($"{Home}/ran"));
    }

    private Task<ShellResult> ChangeAsync(Epoch epoch, string text = "true") =>
        Shell.RunAsync(new(text) { Epoch = epoch }, Cancel);
}
