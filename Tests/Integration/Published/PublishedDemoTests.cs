using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Simulator.Nodes;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Published;

/// <summary>What the demo's image holds, started as its entry point starts it.</summary>
[Collection(ChaosCollection.Name)]
public sealed class PublishedDemoTests : IDisposable
{
    private static readonly string[] Nodes = ["spark1", "spark2"];

    private readonly TempDirectory files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task It_shows_its_page_and_both_simulated_Sparks_and_loads_a_model()
    {
        var port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        await PublishedService.OwnAsync(files.Path);
        await using var demo = await PublishedService.StartAsync(
            Path.Combine(PublishedService.Folder, "standalone", "SparkControl.Standalone.dll"),
            new Dictionary<string, string>
            {
                ["DATA_DIR"] = files.Path,
                ["BIND_PORT"] = port,
                ["DOTNET_gcServer"] = "0",
                ["SPARKCONTROL_DEMO_SPEED"] = "20"
            },
            "--demo");
        using var panel = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        await Moment.WhenAsync(
            async () => await panel.GetFromJsonAsync<JsonNode>("/api/status", Cancel) is { } status
                && Nodes.All(node => (string?)status["nodes"]![node]?["link"]?["state"] == "up")
                && status["catalog"]?["models"]?.AsArray().Count > 0,
            () => $"both Sparks are up\n{demo.Said}", TimeSpan.FromSeconds(60));
        Assert.Contains("<model-statement>", await panel.GetStringAsync("/", Cancel), StringComparison.Ordinal);
        Assert.Contains("customElements", await panel.GetStringAsync("/elements/settings-page.js", Cancel),
            StringComparison.Ordinal);

        await LoadAsync(panel, demo);

        Assert.Contains(await demo.EndAsync(), (int[])[0, 143]);
    }

    private static async Task LoadAsync(HttpClient panel, PublishedService demo)
    {
        await Moment.WhenAsync(
            async () =>
            {
                using var taken = await panel.PostAsJsonAsync("/api/swap", new { model = "qwen36" }, Cancel);
                return taken.IsSuccessStatusCode;
            },
            () => $"a load is taken\n{demo.Said}", TimeSpan.FromSeconds(60));
        await Moment.WhenAsync(
            async () => (string?)(
                await panel.GetFromJsonAsync<JsonNode>("/api/swap", Cancel))?["phase"] is "ready" or "failed",
            () => $"the load has ended\n{demo.Said}", TimeSpan.FromMinutes(2));
        var swap = await panel.GetFromJsonAsync<JsonNode>("/api/swap", Cancel);
        Assert.True((string?)swap!["phase"] == "ready", $"{swap}\n{demo.Said}");
    }
}
