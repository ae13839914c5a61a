using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Catalog;

/// <summary>The command that is shown is the one that a swap runs, byte for byte.</summary>
public sealed class CommandPreviewTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Pair = "qwen3-vl", Token = "hf_preview",
        Odd = "it's $HOME \"or\" $(id) #1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a", Solo, "")]
    [InlineData("b", Solo, Token)]
    [InlineData("c", Solo, "")]
    [InlineData("a", Pair, Token)]
    [InlineData("b", Pair, "")]
    [InlineData("c", Pair, Token)]
    public async Task What_is_previewed_is_what_is_saved_and_what_the_launcher_gets(
        string era, string model, string token)
    {
        await cockpit.ResetAsync(era);
        await cockpit.SetSecretAsync("hf_token", token);
        cockpit.Services.GetRequiredService<ClusterScan>().Look();
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Capabilities.QuotesExec == (era != "a"));
        (await cockpit.Http.DeleteAsync($"/api/models/{model}/settings", Cancel)).Dispose();
        var usual = await CommandAsync(model, "");

        var previewed = await CommandAsync(
            model,
            "?max_model_len=65536&gpu_memory_utilization=0.8&prefix_caching=false&fastsafetensors=&max_num_seqs=4"
            + $"&extra_args=--served-model-name&extra_args={Uri.EscapeDataString(Odd)}");
        var unsaved = await CommandAsync(model, "");
        await PutAsync(model, new
        {
            max_model_len = 65536,
            gpu_memory_utilization = 0.8,
            prefix_caching = false,
            fastsafetensors = (bool?)null,
            max_num_seqs = 4,
            extra_args = new[] { "--served-model-name", Odd }
        });
        var saved = await CommandAsync(model, "");
        var swap = await cockpit.SwapAsync(model);

        Assert.Equal(usual, unsaved);
        Assert.Equal(previewed, saved);
        Assert.Contains("--no-enable-prefix-caching", previewed.Command, StringComparison.Ordinal);
        Assert.Equal((SwapPhase.Ready, previewed.Command), (swap.Phase, swap.Command));
        var job = await LauncherJobAsync(swap);
        Assert.Contains($"exec ./launch-cluster.sh {previewed.Words} </dev/null\n", job, StringComparison.Ordinal);
        const string Named = "VLLM_SPARK_EXTRA_DOCKER_ARGS='-e HF_TOKEN'";
        Assert.Equal(token.Length > 0, previewed.Command.StartsWith($"{Named} ", StringComparison.Ordinal));
        Assert.Equal(token.Length > 0, job.Contains($"export {Named}\n", StringComparison.Ordinal));
        Assert.DoesNotContain(Token, previewed.Command + job, StringComparison.Ordinal);
        await cockpit.SetSecretAsync("hf_token", "");
        Assert.Contains(Odd, cockpit.Head.Launches[0].Arguments);
    }

    [Theory]
    [InlineData("max_model_len=many", "max_model_len")]
    [InlineData("gpu_memory_utilization=0.96", "gpu_memory_utilization")]
    [InlineData("prefix_caching=yes", "prefix_caching")]
    [InlineData("extra_args=--port&extra_args=1", "extra_args")]
    [InlineData("extra_args=--max-num-seqs=1", "extra_args")]
    public async Task What_could_not_be_saved_is_not_previewed(string query, string field)
    {
        using var answer = await cockpit.Http.GetAsync($"/api/models/{Solo}/command?{query}", Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_model_that_is_added_over_HTTP_arrives_word_for_word()
    {
        await cockpit.ResetAsync();
        string[] words =
            [.. HostileStrings.Make(150, withControls: false), .. HostileStrings.Make(50, withControls: true)];
        using var added = await cockpit.PostAsync("/api/models", new
        {
            key = "hostile",
            name = HostileStrings.Make(60, withControls: false)[49][..100],
            repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4",
            nodes = "solo",
            args = words,
            env = new Dictionary<string, string> { ["VLLM_ODD"] = "a=b,c:/d%e@f+g-h._" }
        });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        // vLLM refuses such words, once they were recorded.
        var swap = await cockpit.SwapAsync("hostile");

        Assert.Equal((SwapPhase.Failed, "bad_argument"), (swap.Phase, swap.Failure?.Code));
        Assert.Equal(words, cockpit.Head.Launches[0].Arguments.TakeLast(words.Length));
        Assert.False(File.Exists(HostileStrings.Pwned));
        using var removed = await cockpit.Http.DeleteAsync("/api/models/hostile", Cancel);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
    }

    private async Task PutAsync(string model, object settings)
    {
        using var answer = await cockpit.Http.PutAsJsonAsync($"/api/models/{model}/settings", settings, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<Shown> CommandAsync(string model, string query)
    {
        var shown = await cockpit.GetAsync($"/api/models/{model}/command{query}");
        var words = shown["arguments"]!.AsArray().Select(word => ShellQuote.Word((string)word!));
        return new((string)shown["command"]!, string.Join(' ', words));
    }

    // The script that the node was given: what the launcher is run with.
    private async Task<string> LauncherJobAsync(SwapState swap)
    {
        var job = await cockpit.Head.ShellAsync($"cat ~/.spark-control/jobs/{swap.Run.LauncherJob}/command.sh", Cancel);
        return job.Out;
    }

    private sealed record Shown(string Command, string Words);
}
