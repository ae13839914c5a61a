using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class ToolTests : PairFixture
{
    [Theory]
    [InlineData("~/.local/bin/hf download")]
    [InlineData("PATH=$HOME/.local/bin:$PATH uvx hf download")]
    public async Task A_download_ends_with_the_directory_of_the_snapshot(string command)
    {
        var said = await Head.ShellAsync(command + " Qwen/Qwen3-0.6B", Cancel);

        var snapshot = said.Out.TrimEnd('\n');
        Assert.Matches(@"^\rFetching 4 files:   0%.*\rFetching 4 files: 100%.*4/4 \[.*\]\n$", said.Error);
        Assert.StartsWith(Head.Home + "/.cache/huggingface/hub/models--Qwen--Qwen3-0.6B/snapshots/", snapshot,
            StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(snapshot, "config.json")));
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("uvx")]
    public async Task A_tool_of_the_user_is_not_in_the_plain_path(string tool) =>
        Assert.Equal(127, (await Head.ShellAsync(tool, Cancel)).Exit);

    [Fact]
    public async Task Nvidia_smi_has_units_unless_told_otherwise_and_lists_processes()
    {
        const string Query = "nvidia-smi --query-gpu=power.draw,memory.used,clocks.sm --format=csv";

        Assert.Equal(
            "power.draw [W], memory.used [MiB], clocks.sm [MHz]\n4.10 W, [N/A], 208 MHz", await SayAsync(Query));
        Assert.Equal("4.10, [N/A], 208", await SayAsync(Query + ",noheader,nounits"));
        Assert.Contains("|  No running processes found  ", await SayAsync("nvidia-smi"), StringComparison.Ordinal);

        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Assert.Matches(@"\|    0   N/A  N/A +\d+      C   VLLM::EngineCore +\d+MiB \|\n", await SayAsync("nvidia-smi"));
    }

    [Theory]
    [InlineData("[Not Supported]")]
    [InlineData("N/A")]
    [InlineData("")]
    public async Task A_driver_without_a_figure_has_words_of_its_own_and_says_what_slows_a_clock(string words)
    {
        const string Query = "nvidia-smi --query-gpu=power.draw,clocks.sm,clocks_throttle_reasons.sw_power_cap"
            + ",clocks_throttle_reasons.hw_slowdown --format=csv,noheader";

        Head.Gpu = new() { Throttle = ["sw_power_cap"], Unmeasured = ["power.draw"], NoFigure = words };

        Assert.Equal($"{words}, 208 MHz, Active, Not Active", await SayAsync(Query));
    }

    [Theory]
    [InlineData("sudo touch made")]
    [InlineData("sudo -n sh -c 'echo 3 > /proc/sys/vm/drop_caches; touch made'")]
    public async Task Root_of_a_node_does_nothing_to_this_machine(string command)
    {
        var result = await Head.ShellAsync(command, Cancel);

        Assert.Equal(1, result.Exit);
        Assert.False(File.Exists(Path.Combine(Head.Home, "made")));
    }

    [Fact]
    public async Task A_gated_repository_is_not_downloaded()
    {
        Pair.Scenarios.Set("meta/secret-8B", ScenarioKind.Gated);

        var result = await Head.ShellAsync("~/.local/bin/hf download meta/secret-8B", Cancel);

        Assert.Equal(1, result.Exit);
        Assert.Contains("Cannot access gated repo for url", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_arrives_on_the_other_node_when_its_directory_is_there_or_is_made()
    {
        await SayAsync("mkdir some && echo text > some/file");

        var refused = await Head.ShellAsync("rsync -av some user@192.168.100.2:~/copies/of/", Cancel);
        await SayAsync("rsync -av --mkpath some user@192.168.100.2:~/copies/of/");

        Assert.Equal(11, refused.Exit);
        Assert.Equal("text", await SayAsync("cat copies/of/some/file", Pair.Worker));
    }
}
