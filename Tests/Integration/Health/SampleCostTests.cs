using SparkControl.HealthMonitor.Sampling;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A node whose every program leaves a line in a file when it is started.</summary>
public sealed class SampleCostTests : LocalNode
{
    /// <summary>That of the connection and that of the script; both are called by their paths.</summary>
    private const int Shells = 2;

    [Fact]
    public async Task A_sample_starts_at_most_twelve_processes()
    {
        foreach (var program in new[] { "timeout", "head", "df" }) Count(program, $"exec {Real(program)} \"$@\"");
        Count("docker", "echo \"/vllm_node running 0 2026-11-24T12:00:00Z false 0\"");
        Count("nvidia-smi", "echo '1, model, 5'");
        var node = Node with
        {
            Local = new() { Environment = new Dictionary<string, string> { ["HOME"] = Home, ["PATH"] = $"{Home}/bin" } }
        };
        await using var shell = new LocalShell(node, TimeProvider.System);

        var status = await new NodeSampler(node, shell, TimeProvider.System)
            .SampleAsync(new() { PanelId = "p", Spark1 = node }, Cancel);

        var sample = status.Sample!;
        Assert.NotNull(sample.MemTotalBytes);
        Assert.Equal((true, 5L << 20), (sample.Containers![0].Present, status.GpuProcessBytes));
        var started = await File.ReadAllLinesAsync($"{Home}/started", Cancel);
        Assert.InRange(started.Length + Shells, 1, 12);
    }

    [Fact]
    public void Nothing_in_the_script_needs_a_shell_of_its_own() =>
        Assert.DoesNotMatch(@"\$\([^(]|`|[^|]\|[^|]|&\s*$", SampleScript.For([], "~", asksGpu: true).Script.Text);

    [Theory]
    [InlineData("~/spark-vllm-docker")]
    [InlineData("~")]
    [InlineData("/nowhere/at/all/")]
    [InlineData("a relative/path")]
    [InlineData("")]
    public async Task A_launcher_that_is_not_there_is_on_the_disk_where_it_would_be(string launcher)
    {
        var script = SampleScript.For([], launcher, asksGpu: false);

        var result = await Shell.RunAsync(script.Script, Cancel);

        var disks = SampleText.Parse(result.Output, script.Mark, []).Disks!;
        Assert.Equal(["home", "launcher", "weights"], disks.SelectMany(disk => disk.Holds).Order());
        Assert.All(disks, disk => Assert.InRange(disk.FreeBytes, 0, disk.SizeBytes));
    }

    [Fact]
    public async Task A_docker_that_hangs_does_not_hide_the_memory()
    {
        Install("docker", "#!/bin/sh\nexec sleep 60\n");
        var sampler = new NodeSampler(Node, Shell, TimeProvider.System);

        var status = await sampler.SampleAsync(new() { PanelId = "p", Spark1 = Node }, Cancel);

        Assert.NotNull(status.MemAvailableBytes);
        Assert.All(status.Sample!.Containers!, container => Assert.Null(container.Present));
        Assert.NotNull(status.Sample.CostCpuMs);
    }

    private void Count(string program, string then) =>
        Install(program, $"#!/bin/sh\necho {program} >>\"$HOME/started\"\n{then}\n");

    private static string Real(string program) => ((string[])["/usr/bin", "/bin", "/usr/local/bin"])
        .Select(folder => Path.Combine(folder, program)).First(File.Exists);
}
