using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;
using SparkControl.Simulator.Docker;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>The script on a node as on a GB10, whose nvidia-smi has no numbers for memory.</summary>
public sealed class NodeSamplerTests : PairFixture
{
    private SparkSettings Node => new()
    {
        Name = "spark1",
        Host = "127.0.0.1",
        Local = new() { Environment = Head.Environment }
    };

    private EffectiveSettings Settings => new() { PanelId = "p", Spark1 = Node };

    [Fact]
    public async Task One_sample_sees_memory_pressure_disks_containers_and_the_model_on_the_gpu()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Head.InventTraffic(running: 3, waiting: 0);

        var status = await SampleAsync();

        var sample = status.Sample!;
        Assert.Equal((NodeState.Up, "spark1", false), (status.Link.State, sample.Hostname, status.Stale));
        Assert.Equal(127_600_000L * 1024, sample.MemTotalBytes);
        Assert.InRange(sample.MemFreeBytes!.Value, 1, sample.MemAvailableBytes!.Value);
        Assert.Equal(sample.MemAvailableBytes, status.MemAvailableBytes);
        Assert.Equal((16_777_212L * 1024, 0), (sample.SwapFreeBytes, sample.SwappedInPages));
        Assert.Equal(0, sample.MemoryPressure!.FullPercent10);
        Assert.NotNull(sample.CpuPressure);
        Assert.NotNull(sample.IoPressure);
        Assert.NotNull(sample.Load1);
        Assert.InRange(sample.TemperatureC!.Value, 38, 72);
        Assert.Contains("weights", sample.Disks!.SelectMany(disk => disk.Holds));
        // Counted in ticks of a hundredth of a second: it may be none.
        Assert.NotNull(sample.CostCpuMs);

        var gpu = sample.Gpu!;
        Assert.Equal((93, 2405), (gpu.UtilizationPercent, gpu.SmClockMhz));
        Assert.Equal([], gpu.Throttle!);
        var model = Assert.Single(gpu.Processes!);
        Assert.Equal(("VLLM::EngineCore", status.GpuProcessBytes), (model.Name, model.MemoryBytes));

        var vllm = sample.Containers![0];
        Assert.Equal((true, "running", 0, false), (vllm.Present, vllm.Status, vllm.RestartCount, vllm.OomKilled));
        Assert.NotNull(vllm.StartedAt);
        Assert.Equal(
            [new("parakeet-asr") { Present = false }, new("magpie-tts") { Present = false }],
            sample.Containers.Skip(1));
    }

    [Fact]
    public async Task A_docker_that_is_down_leaves_containers_unknown_and_hides_nothing_else()
    {
        Head.DockerFault = DockerFault.Down;

        var sample = (await SampleAsync()).Sample!;

        Assert.All(sample.Containers!, container => Assert.Null(container.Present));
        Assert.NotNull(sample.MemAvailableBytes);
        Assert.NotNull(sample.Gpu);
    }

    [Fact]
    public async Task Nvidia_smi_is_asked_every_second_time_and_its_last_word_kept()
    {
        await using var shell = new LocalShell(Node, TimeProvider.System);
        var sampler = new NodeSampler(Node, shell, TimeProvider.System);
        var first = await sampler.SampleAsync(Settings, Cancel);
        Head.InventTraffic(running: 3, waiting: 0);

        var second = await sampler.SampleAsync(Settings, Cancel);
        var third = await sampler.SampleAsync(Settings, Cancel);

        Assert.Same(first.Sample!.Gpu, second.Sample!.Gpu);
        Assert.Equal((0, 93), (second.Sample.Gpu!.UtilizationPercent, third.Sample!.Gpu!.UtilizationPercent));
    }

    [Fact]
    public async Task What_a_node_said_last_is_kept_and_marked_when_it_cannot_be_asked()
    {
        await using var shell = new LocalShell(Node, TimeProvider.System);
        var sampler = new NodeSampler(Node, shell, TimeProvider.System);
        var before = await sampler.SampleAsync(Settings, Cancel);

        await shell.DisposeAsync();
        var after = await sampler.SampleAsync(Settings, Cancel);

        Assert.Equal((false, true), (before.Stale, after.Stale));
        Assert.Same(before.Sample, after.Sample);
        Assert.Equal(before.SampledAt, after.SampledAt);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.2", false)]
    public async Task Who_takes_over_keeps_what_was_said_last_of_the_same_machine(string host, bool isKept)
    {
        await using var shell = new LocalShell(Node, TimeProvider.System);
        var before = await SampleAsync();
        await shell.DisposeAsync();

        var next = new NodeSampler(Node, shell, TimeProvider.System, before with { Host = host });
        var after = await next.SampleAsync(Settings, Cancel);

        Assert.Equal((isKept, isKept), (after.Stale, after.Sample is not null));
    }

    private async Task<NodeStatus> SampleAsync()
    {
        await using var shell = new LocalShell(Node, TimeProvider.System);
        return await new NodeSampler(Node, shell, TimeProvider.System).SampleAsync(Settings, Cancel);
    }
}
