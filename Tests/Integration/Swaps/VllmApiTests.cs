using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

public sealed class VllmApiTests
{
    private const string Choice = """{"choices":[{"text":"x"}]}""",
        Embedding = """{"object":"list","data":[{"embedding":[0.1]}]}""";

    [Theory]
    [InlineData(200, 200, 200, null)]
    // A model without a template for chats.
    [InlineData(400, 200, 404, null)]
    // A model that makes embeddings.
    [InlineData(404, 404, 200, null)]
    [InlineData(400, 400, 400, "It answered 400 to chat/completions, 400 to completions, 400 to embeddings.")]
    [InlineData(500, 200, 200, "It answered 500 to chat/completions.")]
    [InlineData(400, 503, 200, "It answered 400 to chat/completions, 503 to completions.")]
    public async Task Each_kind_of_model_is_asked_for_what_it_can_answer(
        int chat, int text, int embedding, string? reason)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapPost("/v1/chat/completions", () => Results.Text(Choice, "application/json", statusCode: chat));
        server.MapPost("/v1/completions", () => Results.Text(Choice, "application/json", statusCode: text));
        server.MapPost("/v1/embeddings", () => Results.Text(Embedding, "application/json", statusCode: embedding));
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var api = new VllmApi();
        var settings = new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = new() { Name = "spark1", Host = "127.0.0.1" },
            VllmPort = new Uri(server.Urls.Single()).Port
        };

        Assert.Equal(reason, await api.AskAsync(settings, "org/m", TestContext.Current.CancellationToken));
    }
}
