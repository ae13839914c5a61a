using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A vLLM as far as a probe sees one, on a loopback port of its own.</summary>
internal sealed class FakeVllm : IAsyncDisposable
{
    private readonly WebApplication app;
    private int modelsAsked;
    private int tokensAsked;

    private FakeVllm(WebApplication app) => this.app = app;

    public int Port { get; private set; }

    public int Health { get; set; } = 200;

    public string Model { get; set; } = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    /// <summary>The whole answer of <c>/v1/models</c>, in place of the usual one.</summary>
    public string? Models { get; set; }

    /// <summary>How often <c>/v1/models</c> was asked.</summary>
    public int ModelsAsked => modelsAsked;

    /// <summary>Prometheus text.</summary>
    public string Metrics { get; set; } =
        "vllm:num_requests_running{engine=\"0\"} 2.0\nvllm:num_requests_waiting{engine=\"0\"} 1.0\n";

    /// <summary>How often it was asked for a token.</summary>
    public int TokensAsked => tokensAsked;

    /// <summary>What <c>/v1/completions</c> answers.</summary>
    public int Writes { get; set; } = 200;

    /// <summary>While it is set, <c>/health</c> says nothing.</summary>
    public TaskCompletionSource? Hangs { get; set; }

    /// <summary>While it is set, <c>/v1/models</c> says nothing.</summary>
    public TaskCompletionSource? ModelsHang { get; set; }

    /// <summary>Its metrics are those of a server with so many requests that has written so many tokens.</summary>
    public void Counts(int running, int tokens) => Metrics =
        $"vllm:num_requests_running {running}\nvllm:num_requests_waiting 0\nvllm:generation_tokens_total {tokens}\n";

    public static async Task<FakeVllm> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var fake = new FakeVllm(app);
        app.MapGet("/health", fake.AnswerHealthAsync);
        app.MapGet("/v1/models", fake.AnswerModelsAsync);
        app.MapGet("/version", () => Results.Text("""{"version":"0.17.1"}""", "application/json"));
        app.MapGet("/metrics", () => fake.Metrics);
        app.MapPost("/v1/completions", () =>
        {
            Interlocked.Increment(ref fake.tokensAsked);
            return Results.StatusCode(fake.Writes);
        });
        await app.StartAsync();
        fake.Port = new Uri(app.Urls.Single()).Port;
        return fake;
    }

    public ValueTask DisposeAsync()
    {
        Hangs?.TrySetResult();
        ModelsHang?.TrySetResult();
        return app.DisposeAsync();
    }

    private async Task<IResult> AnswerHealthAsync()
    {
        if (Hangs is { } hangs) await hangs.Task;
        return Results.StatusCode(Health);
    }

    private async Task<IResult> AnswerModelsAsync()
    {
        Interlocked.Increment(ref modelsAsked);
        if (ModelsHang is { } hangs) await hangs.Task;
        return Results.Text(
            Models ?? $$"""{"object":"list","data":[{"id":"lora","parent":"x"},{"id":"{{Model}}","root":"{{Model}}","parent":null,"max_model_len":131072}]}""",
            "application/json");
    }
}
