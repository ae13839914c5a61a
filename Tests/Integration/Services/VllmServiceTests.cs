using System.Net;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>The words for services, said to vLLM: they mean swaps.</summary>
public sealed class VllmServiceTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Solo = "qwen36", Weights = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    private ServicePanel panel = null!;

    public async ValueTask InitializeAsync()
    {
        panel = await ServicePanel.StartAsync(redis);
        await panel.UntilAsync(States.Catalog, _ => true);
    }

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Theory]
    [InlineData("start", null, Solo, Solo)]
    [InlineData("restart", null, Solo, Solo)]
    [InlineData("restart", Weights, null, Solo)]
    [InlineData("stop", Weights, null, null)]
    public async Task It_is_loaded_and_unloaded(string verb, string? serves, string? good, string? model)
    {
        await KnownAsync(serves, good);

        using var answer = await panel.PostAsync($"vllm/{verb}");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var swap = await panel.UntilAsync(States.Swap, _ => true);
        Assert.Equal($"/api/swap/{swap.Id}", answer.Headers.Location?.ToString());
        Assert.Equal(model, swap.Model);
    }

    [Theory]
    [InlineData("start", null, null, "no_model_yet")]
    [InlineData("start", Weights, Solo, "serves_already")]
    [InlineData("restart", "somebody/else", Solo, "not_of_catalog")]
    public async Task What_has_no_model_to_mean_is_refused(string verb, string? serves, string? good, string code)
    {
        await KnownAsync(serves, good);

        using var answer = await panel.PostAsync($"vllm/{verb}");

        Assert.Equal(code, (string?)(await ServicePanel.ProblemAsync(answer, HttpStatusCode.Conflict))["code"]);
        Assert.Null(panel.Mirror.Value(States.Swap));
    }

    [Fact]
    public async Task The_list_has_all_three_and_the_loaded_model_a_link()
    {
        await panel.SetAsync(new { open_webui_url = "http://chat.lan:3000/ui/" });
        await KnownAsync(Weights, null);

        var services = (await panel.GetAsync("/api/services"))["services"]!.AsArray();

        Assert.Equal(["vllm", "parakeet", "magpie"], services.Select(service => (string?)service!["name"]));
        Assert.Equal(
            "http://chat.lan:3000/ui/?models=RedHatAI%2FQwen3.6-35B-A3B-NVFP4", (string?)services[0]!["link"]);
        Assert.Equal(
            [
                "name", "kind", "node", "host", "container", "base_url", "disabled", "state", "action", "hindrance",
                "memory_cap_gib", "memory_cap_in_force_gib", "memory_cap_note", "link"
            ],
            services[1]!.AsObject().Select(member => member.Key));
        Assert.Equal(("stt", "spark1", null), (
            (string?)services[1]!["kind"], (string?)services[1]!["node"], (string?)services[1]!["state"]));
    }

    private async Task KnownAsync(string? serves, string? good)
    {
        var now = DateTimeOffset.UtcNow;
        if (good is not null)
        {
            await panel.Store.WriteAsync(States.Good, new GoodLoad(good, good, Weights, now, "s-0"));
            await panel.UntilAsync(States.Good, _ => true);
        }

        if (serves is null) return;

        await panel.Store.WriteAsync(States.Service("vllm"), new ServiceState
        {
            Name = "vllm",
            Verdict = ServiceVerdict.Healthy,
            Since = now,
            LastGood = now,
            Model = new(serves, null, null)
        });
        await panel.UntilAsync(States.Service("vllm"), _ => true);
    }
}
