using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>What a user types never becomes shell text: through SSH, the launcher, a second SSH and docker.</summary>
public sealed class HostileArgumentTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 1)]
    // Without Ray each Spark gets a vLLM of its own, and the words once more through SSH.
    [InlineData("c", 2)]
    public async Task Five_hundred_hostile_arguments_arrive_byte_for_byte(string era, int ranks)
    {
        await cockpit.ResetAsync(era);
        string[] words = [.. HostileStrings.Make(300, withControls: false), .. HostileStrings.Make(100, withControls: true)];
        var controls = HostileStrings.Make(200, withControls: true).Skip(100).ToList();
        await WriteModelsAsync(
            $"  hostile: {{ repo: {Repo}, nodes: solo, args: {Yaml(words.Take(200))} }}\n"
            + $"  hostile-pair: {{ repo: {Repo}, nodes: cluster, args: {Yaml(controls.Take(50))} }}\n");
        await cockpit.UntilAsync(States.Catalog, catalog => catalog.Models.Any(model => model.Key == "hostile-pair"));
        await PutAsync("hostile", words.Skip(200));
        await PutAsync("hostile-pair", controls.Skip(50));

        await LaunchAsync("hostile");
        Assert.Equal(words, ArgumentsOf(cockpit.Head.Launches[0], words.Length));

        await LaunchAsync("hostile-pair");
        var launches = cockpit.Pair.Nodes.SelectMany(node => node.Launches).Where(launch => launch.Arguments.Contains("-tp")).ToList();
        Assert.Equal(ranks, launches.Count);
        Assert.All(launches, launch => Assert.Equal(controls, ArgumentsOf(launch, controls.Count)));
        Assert.False(File.Exists(HostileStrings.Pwned));
    }

    [Fact]
    public async Task A_nul_is_refused_before_any_shell()
    {
        await cockpit.ResetAsync();

        var swap = await cockpit.EndOfAsync(await AskAsync(["a\0b"], ModelNodes.Solo));

        Assert.Equal((SwapPhase.Failed, "preflight_command"), (swap.Phase, swap.Failure?.Code));
        Assert.Contains("NUL", swap.Failure!.Title, StringComparison.Ordinal);
        Assert.All(cockpit.Pair.Nodes, node => Assert.Empty(node.Lives));
    }

    [Fact]
    public async Task A_body_above_a_mebibyte_is_not_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/models/qwen36/settings")
        {
            Content = new StringContent(new string(' ', 1024 * 1024) + "{}", Encoding.UTF8, "application/json")
        };
        // Who sends on while it is refused may lose the connection before it has read why.
        request.Headers.ExpectContinue = true;
        using var answer = await cockpit.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_entry_that_the_launcher_could_not_pass_on_is_skipped_with_the_reason()
    {
        await cockpit.ResetAsync();
        await WriteModelsAsync($$"""
              spaced-env: { repo: {{Repo}}, nodes: solo, env: { A: "b --privileged" } }
              spaced-path: { local_path: "/models/my model", nodes: solo }
              nul: { repo: {{Repo}}, nodes: solo, args: ["a\0b"] }
              fine: { repo: {{Repo}}, nodes: solo }

            """);

        var catalog = await cockpit.UntilAsync(States.Catalog, catalog => catalog.Models.Any(model => model.Key == "fine"));

        Assert.Equal(["nul", "spaced-env", "spaced-path"], catalog.Skipped.Select(model => model.Key).Order());
        Assert.All(catalog.Skipped, model => Assert.NotEmpty(model.Reason));
        Assert.Equal(404, (int)(await cockpit.PostAsync("/api/swap", new { model = "spaced-env" })).StatusCode);
    }

    private static string Yaml(IEnumerable<string> words) => JsonSerializer.Serialize(words, Readable);

    private async Task PutAsync(string model, IEnumerable<string> words)
    {
        using var answer = await cockpit.Http.PutAsJsonAsync($"/api/models/{model}/settings", new { extra_args = words }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task WriteModelsAsync(string models)
    {
        File.Delete(Path.Combine(cockpit.DataDirectory, "models-overrides.yaml"));
        return File.WriteAllTextAsync(Path.Combine(cockpit.DataDirectory, "models-custom.yaml"), $"models:\n{models}", Cancel);
    }

    private async Task<string> AskAsync(IReadOnlyList<string> words, ModelNodes nodes)
    {
        var model = new CatalogModel
        {
            Key = "asked",
            Name = "Asked",
            Source = ModelSource.Custom,
            Repo = Repo,
            Nodes = nodes,
            Settings = new(),
            BundledSettings = new(),
            Args = words
        };
        var began = SwapMachine.Begin($"s-{Guid.NewGuid():N}", SwapKind.Load, ["spark1", "spark2"], cockpit.Clock.GetUtcNow());
        var asked = await cockpit.Services.GetRequiredService<SwapDesk>().BeginAsync(
            began with { Model = model.Key, ModelName = model.Name, Weights = model.Weights, Run = began.Run with { Model = model } }, token: null);
        Assert.Equal(DeskAnswer.Taken, asked.Answer);
        return began.Id;
    }

    // vLLM refuses such words, once they were recorded.
    private async Task LaunchAsync(string model)
    {
        var swap = await cockpit.SwapAsync(model);
        Assert.Equal((SwapPhase.Failed, "bad_argument"), (swap.Phase, swap.Failure?.Code));
        cockpit.RemainsAreTrue(swap);
    }

    // The launcher adds words of its own behind ours where there are two ranks.
    private static IEnumerable<string> ArgumentsOf(Launch launch, int count)
    {
        var before = launch.Arguments.Contains("-tp") ? launch.Arguments.ToList().IndexOf("-tp") + 2 : launch.Arguments.ToList().IndexOf("0.0.0.0") + 1;
        return launch.Arguments.Skip(before).Take(count);
    }
}
