using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>Whether models fit: read from the head's disk, learned from loads, and asked before a swap.</summary>
public sealed class FitTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Solo = "qwen36", Cluster = "qwen3-vl";
    private const double Gib = 1L << 30;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_load_turns_the_estimate_into_what_was_measured_on_both_sparks()
    {
        await cockpit.ResetAsync();
        await WatchedAsync();
        await KnownAsync(Cluster);
        var before = await FitAsync(Cluster);
        await cockpit.SwapAsync(Cluster);
        await MeasuredAsync();

        var after = await FitAsync(Cluster);

        Assert.Equal(("fits", false, 0), Told(before));
        Assert.Equal(("fits", true, 1), Told(after));
        foreach (var node in new[] { "spark1", "spark2" })
        {
            // 235 billion parameters of 0.6 bytes over two, and the 3.6 GiB that a simulated engine takes.
            Assert.Equal(65.66, Figure(after, node, "weights_bytes"), 1);
            Assert.Equal(3.6, Figure(after, node, "engine_bytes"), 1);
            // 94 layers x 2 heads x 128 x 2 x 2 B x 32,768.
            Assert.Equal(2.94, Figure(after, node, "kv_cache_bytes"), 2);
        }

        Assert.EndsWith("as a good load has shown.", (string?)after["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smallest_share_and_the_longest_context_that_are_told_are_those_that_load()
    {
        await cockpit.ResetAsync();
        await WatchedAsync();
        await KnownAsync(Solo);
        await cockpit.SwapAsync(Solo);
        await MeasuredAsync();
        var fit = await FitAsync(Solo, "gpu_memory_utilization=0.22&max_model_len=262144");

        // 0.22 of 121.7 GiB are 26.8; 19.6 of weights and 3.6 for the engine leave 3.6, which the model's 262,144 would
        // fit in.
        Assert.Equal("measured", (bool)fit["measured"]! ? "measured" : "estimated");
        Assert.Equal(262_144, (int)fit["largest_max_model_len"]!);
        var smallest = (double)fit["smallest_gpu_memory_utilization"]!;
        Assert.Equal(SwapPhase.Ready, (await WithAsync(smallest, 262_144)).Phase);
        var tooSmall = await WithAsync(smallest - 0.01, 262_144);
        Assert.Equal((SwapPhase.Failed, "kv_cache_too_small"), (tooSmall.Phase, tooSmall.Failure?.Code));
        var less = await FitAsync(
            Solo, FormattableString.Invariant($"gpu_memory_utilization={smallest - 0.01:0.00}&max_model_len=262144"));
        var longest = (int)less["largest_max_model_len"]!;
        Assert.InRange(longest, 65_536, 262_143);
        Assert.Equal(SwapPhase.Ready, (await WithAsync(smallest - 0.01, longest)).Phase);
        var tooLong = await WithAsync(smallest - 0.01, longest + 1_024);
        Assert.Equal((SwapPhase.Failed, "kv_cache_too_small"), (tooLong.Phase, tooLong.Failure?.Code));
        await PutAsync(new { gpu_memory_utilization = (double?)null, max_model_len = (int?)null });
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_before_anything_is_touched_and_loaded_only_anyway()
    {
        await cockpit.ResetAsync();
        await KnownAsync(Solo);
        await PutAsync(new { gpu_memory_utilization = 0.12 });

        var refused = await cockpit.SwapAsync(Solo);
        var id = await cockpit.BeginAsync(Solo, anyway: true);
        var forced = await cockpit.EndOfAsync(id);
        await PutAsync(new { gpu_memory_utilization = (double?)null });

        Assert.Equal((SwapPhase.Failed, "preflight_fit"), (refused.Phase, refused.Failure?.Code));
        Assert.Contains(refused.Failure!.Remedies, remedy => remedy.Anyway);
        Assert.DoesNotContain(refused.Stages, stage => stage.Phase == SwapPhase.Stopping);
        // It went as far as vLLM's own check, and the log says why it should not have.
        Assert.NotEqual("preflight_fit", forced.Failure?.Code);
        Assert.Contains(await cockpit.LinesAsync(id), line => line.Node == LogLine.Panel
            && line.Text.StartsWith(
                "Loaded all the same, as a user wants it. Spark 1 lacks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_model_of_the_list_says_whether_it_fits_and_a_stranger_that_nobody_knows_it()
    {
        await cockpit.ResetAsync();
        await WatchedAsync();
        await KnownAsync(Solo);

        var models = (await cockpit.GetAsync("/api/models")).AsArray();
        JsonNode? stranger = null;
        await Until.TrueAsync(
            async () => (string?)(
                stranger = await cockpit.GetAsync("/api/fit?repo=org/stranger&nodes=cluster"))["reason"]
                == "Hugging Face did not say how large its weights are.",
            "the Hub was asked and is not there");

        Assert.All(models, model => Assert.NotEqual("unknown", (string?)model!["fit"]!["verdict"]));
        Assert.Equal("unknown", (string?)stranger!["verdict"]);
    }

    [Fact]
    public async Task A_model_of_the_users_is_judged_and_its_command_shown_as_its_own_fields_would_have_it()
    {
        await cockpit.ResetAsync();
        await WatchedAsync();
        await KnownAsync(Solo);
        using var added = await cockpit.PostAsync(
            "/api/models", new { key = "own", repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4", nodes = "solo" });

        var fit = await FitAsync(
            "own", "nodes=cluster&args=--seed&args=1&gpu_memory_utilization=0.5&extra_args=--enforce-eager");
        var alone = await FitAsync("own", "gpu_memory_utilization=0.5");
        var command = await cockpit.GetAsync("/api/models/own/command?nodes=cluster&args=--seed&args=1");
        using var removed = await cockpit.Http.DeleteAsync("/api/models/own", Cancel);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (added.StatusCode, removed.StatusCode));
        Assert.Equal(2, fit["nodes"]!.AsObject().Count);
        Assert.Single(alone["nodes"]!.AsObject());
        // Without CUDA graphs, and with them: 1.5 + 8 x 0.65, and 0.6 on one Spark.
        Assert.Equal(
            (6.7, 7.3), (Math.Round(Figure(fit, "spark2", "engine_bytes"), 2),
                Math.Round(Figure(alone, "spark1", "engine_bytes"), 2)));
        Assert.Contains("-tp 2 --seed 1", (string)command["command"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/models/qwen36/fit?max_model_len=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/models/qwen36/fit?gpu_memory_utilization=2", HttpStatusCode.BadRequest)]
    [InlineData("/api/models/qwen36/fit?fp8_kv_cache=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("/api/models/qwen36/fit?extra_args=--port&extra_args=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/models/qwen36/fit?nodes=both", HttpStatusCode.BadRequest)]
    [InlineData("/api/models/qwen36/fit?nodes=cluster", HttpStatusCode.Conflict)]
    [InlineData("/api/models/never-heard-of/fit", HttpStatusCode.NotFound)]
    [InlineData("/api/fit?repo=../etc", HttpStatusCode.BadRequest)]
    [InlineData("/api/fit", HttpStatusCode.BadRequest)]
    [InlineData("/api/fit?repo=org/model&nodes=three", HttpStatusCode.BadRequest)]
    public async Task Garbage_is_refused(string path, HttpStatusCode status)
    {
        using var answer = await cockpit.Http.GetAsync(path, Cancel);

        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<SwapState> WithAsync(double share, int length)
    {
        await PutAsync(new { gpu_memory_utilization = share, max_model_len = length });
        return await cockpit.EndOfAsync(await cockpit.BeginAsync(Solo, anyway: true));
    }

    // The catalog in force has the change before the answer, and the driver reads it from there.
    private async Task PutAsync(object settings)
    {
        using var answer = await cockpit.Http.PutAsJsonAsync($"/api/models/{Solo}/settings", settings, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task WatchedAsync()
    {
        // What the monitor of another test has left is old by the time that it is wanted.
        var since = DateTimeOffset.UtcNow;
        await cockpit.MonitorAsync();
        foreach (var node in new[] { "spark1", "spark2" })
        {
            await cockpit.UntilAsync(
                States.Node(node),
                seen => seen is { Stale: false, MemTotalBytes: not null } && seen.SampledAt > since);
        }
    }

    private async Task KnownAsync(string model) => await cockpit.UntilAsync(
        States.Facts, facts => facts.Models.ContainsKey(
            cockpit.Mirror.Value(States.Catalog)!.Models.Single(one => one.Key == model).Weights));

    /// <summary>
    /// Waits until the last load counts: its figures are kept, and its image is known as the present one.
    /// </summary>
    private async Task MeasuredAsync()
    {
        var weights = cockpit.Swap!.Weights!;
        await cockpit.UntilAsync(States.Measured, measured => measured.Weights.ContainsKey(weights));
        cockpit.Services.GetRequiredService<ClusterScan>().Look();
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Images["spark1"] == cockpit.Swap!.Run.Image);
    }

    private async Task<JsonNode> FitAsync(string model, string query = "") =>
        await cockpit.GetAsync($"/api/models/{model}/fit?{query}");

    private static (string? Verdict, bool Measured, int Loads) Told(JsonNode fit) =>
        ((string?)fit["verdict"], (bool)fit["measured"]!, (int)fit["learned_loads"]!);

    private static double Figure(JsonNode fit, string node, string name) => (long)fit["nodes"]![node]![name]! / Gib;
}
