using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A vLLM as far as a probe sees one, on a loopback port of its own.</summary>
internal sealed class FakeVllm : IAsyncDisposable
{
    private readonly WebApplication app;
    private int modelsAsked;

    private FakeVllm(WebApplication app) => this.app = app;

    public int Port { get; private set; }

    public int Health { get; set; } = 200;

    public string Model { get; set; } = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

    /// <summary>The whole answer of <c>/v1/models</c>, in place of the usual one.</summary>
    public string? Models { get; set; }

    /// <summary>How often <c>/v1/models</c> was asked.</summary>
    public int ModelsAsked => modelsAsked;

    /// <summary>While it is set, <c>/health</c> says nothing.</summary>
    public TaskCompletionSource? Hangs { get; set; }

    public static async Task<FakeVllm> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var fake = new FakeVllm(app);
        app.MapGet("/health", fake.AnswerHealthAsync);
        app.MapGet("/v1/models", fake.AnswerModels);
        app.MapGet("/version", () => Results.Text("""{"version":"0.17.1"}""", "application/json"));
        app.MapGet("/metrics", () => "vllm:num_requests_running{engine=\"0\"} 2.0\nvllm:num_requests_waiting{engine=\"0\"} 1.0\n");
        await app.StartAsync();
        fake.Port = new Uri(app.Urls.Single()).Port;
        return fake;
    }

    public ValueTask DisposeAsync()
    {
        Hangs?.TrySetResult();
        return app.DisposeAsync();
    }

    private async Task<IResult> AnswerHealthAsync()
    {
        if (Hangs is { } hangs) await hangs.Task;
        return Results.StatusCode(Health);
    }

    private IResult AnswerModels()
    {
        Interlocked.Increment(ref modelsAsked);
        return Results.Text(
            Models ?? $$"""{"object":"list","data":[{"id":"lora","parent":"x"},{"id":"{{Model}}","root":"{{Model}}","parent":null,"max_model_len":131072}]}""",
            "application/json");
    }
}
