using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Clicks that are refused at once, and swaps that end before anything was touched.</summary>
public sealed class RefusedSwapTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_click_is_told_which_swap_runs()
    {
        await cockpit.ResetAsync();
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Solo);

        var second = await RefusedAsync("/api/swap", """{ "model": "gemma4" }""", HttpStatusCode.Conflict);
        var stop = await RefusedAsync("/api/stop", "{}", HttpStatusCode.Conflict);

        Assert.Equal(("swap_runs", id), ((string?)second["code"], (string?)second["id"]));
        Assert.Equal(("swap_runs", id), ((string?)stop["code"], (string?)stop["id"]));
        await cockpit.CancelAsync(id);
        await cockpit.EndOfAsync(id);
        Assert.Equal("swap_has_ended", (string?)(await RefusedAsync($"/api/swap/{id}/cancel", "{}", HttpStatusCode.Conflict))["code"]);
        Assert.Equal(id, (string?)(await cockpit.GetAsync($"/api/swap/{id}"))["id"]);
    }

    [Fact]
    public async Task A_stop_is_not_cancelled_and_a_swap_that_ends_not_twice()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Solo);
        // Docker removes nothing, so that neither is over before it is asked.
        cockpit.Head.DockerFault = DockerFault.Down;
        var stop = await cockpit.StopAsync();
        var first = await RefusedAsync($"/api/swap/{stop}/cancel", "{}", HttpStatusCode.Conflict);
        cockpit.Head.DockerFault = DockerFault.None;
        await cockpit.EndOfAsync(stop);

        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var id = await cockpit.BeginAsync(Solo);
        await cockpit.UntilSwapAsync(id, swap => swap.Step == LoadStep.Weights);
        cockpit.Head.DockerFault = DockerFault.Down;
        await cockpit.CancelAsync(id);
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Cancelled);
        var second = await RefusedAsync($"/api/swap/{id}/cancel", "{}", HttpStatusCode.Conflict);
        cockpit.Head.DockerFault = DockerFault.None;
        await cockpit.EndOfAsync(id);

        Assert.Equal(("stop_runs", stop), ((string?)first["code"], (string?)first["id"]));
        Assert.Equal(("swap_is_ending", id), ((string?)second["code"], (string?)second["id"]));
    }

    [Fact]
    public async Task Of_many_clicks_at_once_one_wins()
    {
        await cockpit.ResetAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cockpit.PostAsync("/api/swap", new { model = Solo })));

        var won = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.All(answers.Where(answer => answer != won), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        var id = won.Headers.Location!.OriginalString.Split('/')[^1];
        Assert.Equal(SwapPhase.Ready, (await cockpit.EndOfAsync(id)).Phase);
        Assert.Single(cockpit.Head.Launches);
    }

    [Fact]
    public async Task A_stop_that_means_another_model_than_the_one_that_serves_is_refused()
    {
        await cockpit.ResetAsync();
        await cockpit.Services.GetRequiredService<StateStore>().WriteAsync(States.Service("vllm"), Serving("house"));
        await cockpit.UntilAsync(States.Service("vllm"), vllm => vllm.Model?.Id == "house");

        var stop = await RefusedAsync("/api/stop", """{ "model": "garden" }""", HttpStatusCode.Conflict);

        Assert.Equal(("another_model_serves", "house"), ((string?)stop["code"], (string?)stop["model"]));
        foreach (var body in new object?[] { new { model = "house" }, new { }, null })
        {
            using var taken = await cockpit.Http.PostAsync("/api/stop", body is null ? null : JsonContent.Create(body), Cancel);
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
            await cockpit.EndOfAsync(taken.Headers.Location!.OriginalString.Split('/')[^1]);
        }
    }

    [Fact]
    public async Task A_stop_by_name_is_refused_while_nobody_sees_what_serves_unless_the_last_swap_says_it()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Solo);
        var store = cockpit.Services.GetRequiredService<StateStore>();
        await store.WriteAsync(States.Service("vllm"), Serving("barn") with { Verdict = ServiceVerdict.Unknown });
        await cockpit.UntilAsync(States.Service("vllm"), vllm => vllm.Verdict == ServiceVerdict.Unknown);

        var other = await RefusedAsync("/api/stop", """{ "model": "barn" }""", HttpStatusCode.Conflict);
        using var own = await cockpit.PostAsync("/api/stop", new { model = "RedHatAI/Qwen3.6-35B-A3B-NVFP4" });

        Assert.Equal("serving_unknown", (string?)other["code"]);
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        await cockpit.EndOfAsync(own.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    [Fact]
    public async Task A_stop_that_docker_refuses_says_why_and_what_helps()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Cluster);
        cockpit.Worker.DockerFault = DockerFault.Denied;

        var swap = await cockpit.EndOfAsync(await cockpit.StopAsync());

        cockpit.Worker.DockerFault = DockerFault.None;
        Assert.Equal(("stop_unverified", "spark2"), (swap.Failure?.Code, swap.Failure?.Node));
        Assert.Contains("refuses our user", swap.Failure!.Detail, StringComparison.Ordinal);
        Assert.Contains("usermod", swap.Failure.Remedies[0].Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "model": "never-heard-of" }""", HttpStatusCode.NotFound, "unknown_model", null)]
    [InlineData("""{ "model": "BAD NAME" }""", HttpStatusCode.BadRequest, "invalid", "model")]
    [InlineData("""{ "model": "a b" }""", HttpStatusCode.BadRequest, "invalid", "model")]
    [InlineData("""{ "model": "x\u0000" }""", HttpStatusCode.BadRequest, "invalid", "model")]
    [InlineData("""{ }""", HttpStatusCode.BadRequest, null, "model")]
    [InlineData("""{ "model": null }""", HttpStatusCode.BadRequest, null, "model")]
    [InlineData("""{ "model": 5 }""", HttpStatusCode.BadRequest, null, "model")]
    [InlineData("""{ "model": "qwen36", "anyway": "yes" }""", HttpStatusCode.BadRequest, null, "anyway")]
    [InlineData("""not json""", HttpStatusCode.BadRequest, null, null)]
    [InlineData("", HttpStatusCode.BadRequest, null, null)]
    public async Task A_click_that_cannot_be_is_refused_and_its_field_named(string body, HttpStatusCode status, string? code, string? field)
    {
        var problem = await RefusedAsync("/api/swap", body, status);

        if (code is not null) Assert.Equal(code, (string?)problem["code"]);
        if (field is not null) Assert.Contains(field, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.NotNull(problem["title"]);
    }

    [Fact]
    public async Task A_swap_that_nobody_knows_can_neither_be_seen_nor_cancelled()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await cockpit.Http.GetAsync("/api/swap/s-no-such", Cancel)).StatusCode);
        Assert.Equal("unknown_swap", (string?)(await RefusedAsync("/api/swap/s-no-such/cancel", "{}", HttpStatusCode.NotFound))["code"]);
        await RefusedAsync("/api/swap/never-heard-of/validate", "{}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_pair_in_order_passes_all_checks_and_nothing_is_touched()
    {
        await cockpit.ResetAsync();

        var report = await ValidateAsync(Cluster);

        Assert.True((bool)report["ok"]!, report.ToJsonString());
        Assert.All(cockpit.Pair.Nodes, node => Assert.Empty(node.Lives));
    }

    [Fact]
    public async Task Another_vllm_is_found_under_whatever_name_it_runs_and_ours_is_none()
    {
        await cockpit.ResetAsync();
        await cockpit.SwapAsync(Solo);
        await cockpit.Head.ShellAsync("docker run -d --rm --name my_vllm_node vllm-node sleep infinity", Cancel);

        var failed = (await ValidateAsync(Solo))["checks"]!.AsArray().Single(check => (string?)check!["state"] == "failed")!;

        Assert.Equal(("other_container", "docker stop my_vllm_node"), ((string?)failed["name"], (string?)failed["command"]));
    }

    [Theory]
    [InlineData("the image is missing on the worker", "image", "spark2")]
    [InlineData("the image is missing on the head", "image", "spark1")]
    [InlineData("the images differ", "image_match", null)]
    [InlineData("the launcher is missing", "launcher", "spark1")]
    [InlineData("docker is down on the head", "docker", "spark1")]
    [InlineData("docker refuses the user on the worker", "docker", "spark2")]
    [InlineData("something has the port", "port", "spark1")]
    [InlineData("the weights are missing on the worker", "weights", "spark2")]
    public async Task What_stands_in_the_way_is_found_before_anything_is_touched(string trouble, string check, string? node)
    {
        await cockpit.ResetAsync();

        var (report, swap) = await TryAsync(trouble);

        var failed = report["checks"]!.AsArray().First(c => (string?)c!["state"] != "ok")!;
        Assert.Equal((check, node), ((string?)failed["name"], (string?)failed["node"]));
        Assert.NotNull(failed["remedy"]);
        Assert.Equal((SwapPhase.Failed, $"preflight_{check}", node), (swap.Phase, swap.Failure?.Code, swap.Failure?.Node));
        Assert.NotEmpty(swap.Failure!.Remedies);
        Assert.All(cockpit.Pair.Nodes, n => Assert.Empty(n.Lives));
    }

    [Theory]
    [InlineData("takes connections and says nothing", NodeState.Down, "did not answer within 5 s")]
    [InlineData("shows another host key", NodeState.Untrusted, "key")]
    [InlineData("refuses the key", NodeState.Refused, "authorized_keys")]
    public async Task A_spark_that_cannot_be_asked_ends_the_swap_while_the_page_stays_quick(string trouble, NodeState state, string reason)
    {
        await cockpit.ResetAsync();
        await SpoilAsync(trouble);

        var id = await cockpit.BeginAsync(Cluster);
        var took = await GetsAsync(until: cockpit.EndOfAsync(id));
        var swap = await cockpit.EndOfAsync(id);

        Assert.Equal((SwapPhase.Failed, "preflight_node", "spark2"), (swap.Phase, swap.Failure?.Code, swap.Failure?.Node));
        Assert.Contains(reason, swap.Failure!.Detail, StringComparison.Ordinal);
        // The link is told beside the swap, and may be told after it.
        await cockpit.UntilAsync(States.Driver, driver => driver.Links["spark2"].State == state);
        // One that asked the Spark would take as long as the Spark is waited for.
        Assert.True(took[^1] < TimeSpan.FromSeconds(1), $"GETs took {string.Join(", ", took.TakeLast(9))}.");
        Assert.All(cockpit.Pair.Nodes, n => Assert.Empty(n.Lives));
    }

    private ServiceState Serving(string model) => new()
    {
        Name = "vllm",
        Verdict = ServiceVerdict.Healthy,
        Since = DateTimeOffset.UtcNow,
        // After whatever swap has ended last, by the clock of the panel, which is ahead of ours.
        LastGood = cockpit.Clock.GetUtcNow(),
        Model = new(model, null, null)
    };

    private async Task<(JsonNode Report, SwapState Swap)> TryAsync(string trouble)
    {
        Make(trouble);
        try
        {
            return (await ValidateAsync(Cluster), await cockpit.SwapAsync(Cluster));
        }
        finally
        {
            Mend(trouble);
        }
    }

    private void Make(string trouble)
    {
        switch (trouble)
        {
            case "the image is missing on the worker": cockpit.Worker.SetImage(null); break;
            case "the image is missing on the head": cockpit.Head.SetImage(null); break;
            case "the images differ": cockpit.Worker.SetImage("sha256:" + new string('1', 64)); break;
            case "the launcher is missing": Directory.Delete(Path.Combine(cockpit.Head.Home, "spark-vllm-docker"), recursive: true); break;
            case "docker is down on the head": cockpit.Head.DockerFault = DockerFault.Down; break;
            case "docker refuses the user on the worker": cockpit.Worker.DockerFault = DockerFault.Denied; break;
            case "something has the port": Assert.True(cockpit.Head.Ports.TryListen(cockpit.Pair.VllmPort, "nginx", 77, cockpit)); break;
            case "the weights are missing on the worker": cockpit.Worker.RemoveModel("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4"); break;
            default: throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null);
        }
    }

    // What a reset of the pair keeps.
    private void Mend(string trouble)
    {
        if (trouble == "something has the port") cockpit.Head.Ports.Close(cockpit.Pair.VllmPort, cockpit);
        if (trouble.Contains("weights", StringComparison.Ordinal)) cockpit.Worker.AddModel("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4");
    }

    private async Task SpoilAsync(string trouble)
    {
        switch (trouble)
        {
            case "takes connections and says nothing": cockpit.WorkerSsh.SetSilent(true); break;
            case "shows another host key": await cockpit.WorkerSsh.ChangeHostKeyAsync(); break;
            case "refuses the key": await cockpit.WorkerSsh.RefuseKeysAsync(); break;
            default: throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null);
        }

        cockpit.WorkerSsh.DropConnections();
    }

    /// <summary>How long GETs of state took, the slowest last.</summary>
    private async Task<List<TimeSpan>> GetsAsync(Task until)
    {
        List<TimeSpan> took = [];
        do
        {
            foreach (var path in new[] { "/api/status", "/api/swap", "/api/models", "/api/settings" })
            {
                var began = Stopwatch.GetTimestamp();
                Assert.Equal(HttpStatusCode.OK, (await cockpit.Http.GetAsync(path, Cancel)).StatusCode);
                took.Add(Stopwatch.GetElapsedTime(began));
            }
        }
        while (!until.IsCompleted);

        return [.. took.Order()];
    }

    private async Task<JsonNode> ValidateAsync(string model)
    {
        using var answer = await cockpit.PostAsync($"/api/swap/{model}/validate");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
    }

    private async Task<JsonNode> RefusedAsync(string path, string body, HttpStatusCode status)
    {
        using var answer = await cockpit.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {said}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(said)!;
    }
}
