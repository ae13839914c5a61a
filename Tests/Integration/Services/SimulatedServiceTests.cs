using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Simulator.Docker;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>Services on the simulated pair, beside swaps.</summary>
public sealed class SimulatedServiceTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_on_Spark_2_is_restarted_and_stopped_while_a_model_loads_on_both()
    {
        await cockpit.ResetAsync();
        var swap = await cockpit.BeginAsync("qwen3-vl");
        await cockpit.UntilSwapAsync(swap, now => now.Phase == SwapPhase.Loading);
        // Its image is vLLM's here: before the load it would be taken for another model.
        var speech = await RunAsync("parakeet-asr");

        var restarted = await ActAsync("restart");
        var stopped = await ActAsync("stop");

        Assert.True(restarted.Phase == ActionPhase.Done, Wire.Write(restarted));
        Assert.True(stopped.Phase == ActionPhase.Done, Wire.Write(stopped));
        Assert.Equal(speech, restarted.StartedBefore);
        Assert.Equal("spark2", (string?)(await cockpit.GetAsync("/api/services/parakeet"))["node"]);
        Assert.Equal(SwapPhase.Ready, (await cockpit.EndOfAsync(swap)).Phase);
    }

    [Theory]
    [InlineData(DockerFault.Denied, "docker_permission")]
    [InlineData(DockerFault.Down, "docker_down")]
    public async Task A_docker_out_of_order_is_named(DockerFault fault, string code)
    {
        await cockpit.ResetAsync();
        await RunAsync("parakeet-asr");
        cockpit.Worker.DockerFault = fault;

        var action = await ActAsync("restart");

        Assert.Equal((ActionPhase.Failed, code), (action.Phase, action.Failure?.Code));
        Assert.NotEmpty(action.Failure!.Remedies);
    }

    private async Task<DateTimeOffset?> RunAsync(string name)
    {
        await cockpit.Worker.ShellAsync(
            $"docker rm -f {name}; docker run -d --name {name} vllm-node sleep infinity", Cancel);
        var started = await cockpit.Worker.ShellAsync("docker inspect -f '{{.State.StartedAt}}' " + name, Cancel);
        return DateTimeOffset.Parse(started.Out.Trim()[..27] + "Z", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<ServiceAction> ActAsync(string verb)
    {
        using var answer = await cockpit.PostAsync($"/api/services/parakeet/{verb}");
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {said}");
        var id = (string)JsonNode.Parse(said)!["id"]!;
        return await cockpit.UntilAsync(States.Action("parakeet"), action => action.Id == id && !action.IsActive);
    }
}
