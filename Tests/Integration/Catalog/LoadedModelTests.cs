using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Catalog;

/// <summary>
/// A model of the catalog that is loaded. The clocks of swaps and of the monitor run apart, so that this has a panel of
/// its own: in an old one what was seen of a model is long taken for older than the swap.
/// </summary>
public sealed class LoadedModelTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_not_removed_while_it_is_loaded_or_being_loaded()
    {
        await cockpit.ResetAsync();
        await cockpit.MonitorAsync();
        using var added = await cockpit.PostAsync(
            "/api/models", new { key = "mine", repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4", nodes = "solo" });

        var id = await cockpit.BeginAsync("mine");
        await cockpit.UntilSwapAsync(id, swap => swap.Phase == SwapPhase.Loading);
        var loading = await RemoveAsync();
        await cockpit.EndOfAsync(id);
        await Until.TrueAsync(async () => (bool?)(await cockpit.GetAsync("/api/models/mine"))["loaded"] == true,
            "it is seen to be loaded");
        var loaded = await RemoveAsync();
        await cockpit.EndOfAsync(await cockpit.StopAsync());
        await Until.TrueAsync(async () => (bool?)(await cockpit.GetAsync("/api/models/mine"))["loaded"] == false,
            "it is seen to be gone");
        var stopped = await RemoveAsync();

        Assert.Equal((HttpStatusCode.Conflict, "swap_runs"), loading);
        Assert.Equal((HttpStatusCode.Conflict, "loaded"), loaded);
        Assert.Equal((HttpStatusCode.OK, null), stopped);
    }

    private async Task<(HttpStatusCode, string?)> RemoveAsync()
    {
        using var answer = await cockpit.Http.DeleteAsync("/api/models/mine", Cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel);
        return (answer.StatusCode, (string?)body!["code"]);
    }
}
