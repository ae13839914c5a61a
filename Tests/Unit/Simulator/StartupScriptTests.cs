using SparkControl.Simulator;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

public sealed class StartupScriptTests
{
    private static readonly Pace _pace = new(TimeProvider.System, 10);

    [Fact]
    public void A_start_ends_with_the_line_that_everybody_waits_for()
    {
        var last = Steps("--max-model-len", "32768")[^1];

        Assert.Equal("(APIServer pid=3) INFO:     Application startup complete.", last.Text);
        Assert.Equal(StepEffect.Serve, last.Effect);
    }

    [Fact]
    public void Weights_grow_with_the_shards_and_never_shrink()
    {
        var parts = Steps("--max-model-len", "32768").Select(step => step.Weights).OfType<double>().ToList();

        Assert.Equal(0, parts[0]);
        Assert.Equal(1, parts[^1]);
        Assert.Equal(parts.Order(), parts);
    }

    [Theory]
    [InlineData(ScenarioKind.OutOfMemory, "torch.OutOfMemoryError: CUDA out of memory.")]
    [InlineData(ScenarioKind.Gated, "Cannot access gated repo for url")]
    [InlineData(ScenarioKind.CacheTooSmall, "the estimated maximum model length is 24576.")]
    public void A_scenario_has_its_line_before_the_process_fails(ScenarioKind kind, string line)
    {
        var steps = Steps(kind, "--max-model-len", "32768").TakeWhile(step => step.Effect != StepEffect.Fail);

        Assert.Contains(steps, step => step.Text?.Contains(line, StringComparison.Ordinal) ?? false);
    }

    private static List<Step> Steps(params string[] options) => Steps(ScenarioKind.Normal, options);

    private static List<Step> Steps(ScenarioKind kind, params string[] options)
    {
        var arguments = ArgumentParser.Parse(["serve", "RedHatAI/Qwen3.6-35B-A3B-NVFP4", .. options], out _)!;
        return [.. new StartupScript(new(arguments, new(kind)), new(3, false), _pace).Steps()];
    }
}
