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

    [Fact]
    public async Task What_a_container_printed_when_it_crashed_is_in_the_incident_as_json_and_as_a_page()
    {
        const string Reason = "RuntimeError: CUDA driver initialization failed";
        await cockpit.ResetAsync();
        var parakeet = cockpit.Pair.Services.Parakeet;
        var magpie = cockpit.Pair.Services.Magpie;
        await cockpit.SetAsync(new { parakeet_port = (int?)parakeet.Port, magpie_port = (int?)magpie.Port });
        await cockpit.MonitorAsync();
        await cockpit.UntilAsync(States.Service("parakeet"), state => state.Verdict == ServiceVerdict.Healthy);

        parakeet.CrashLoop();
        JsonNode? incident = null, log = null;
        await Until.TrueAsync(
            async () =>
            {
                incident = await NewestIncidentAsync();
                log = incident?["logs"]!.AsArray().FirstOrDefault(log => (string?)log!["service"] == "parakeet");
                return log is not null;
            },
            "the incident has the container's lines");

        var page = await cockpit.Http.GetStringAsync($"/api/incidents/{incident!["id"]}?format=markdown", Cancel);
        await cockpit.SetAsync(new { parakeet_port = (int?)null, magpie_port = (int?)null });
        Assert.Equal(("spark2", "parakeet-asr"), ((string?)log!["node"], (string?)log["container"]));
        Assert.Contains((string?)log["change"], incident["entries"]!.AsArray().Select(entry => (string?)entry!["id"]));
        Assert.Contains(
            log["lines"]!.AsArray(),
            line => ((string)line!["text"]!).StartsWith(Reason, StringComparison.Ordinal));
        Assert.Contains(@"## Log of parakeet: parakeet\-asr on spark2", page, StringComparison.Ordinal);
        Assert.Contains(@"RuntimeError\: CUDA driver initialization failed", page, StringComparison.Ordinal);
    }

    private async Task<JsonNode?> NewestIncidentAsync() =>
        (await cockpit.GetAsync("/api/incidents")).AsArray() is [{ } newest, ..]
            ? await cockpit.GetAsync($"/api/incidents/{newest["id"]}")
            : null;

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
