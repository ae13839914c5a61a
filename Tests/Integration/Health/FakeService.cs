using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A server on a loopback port of its own that answers each path as it is told, and 404 to others.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, int> asked = new(), answered = new();

    private FakeService(WebApplication app) => this.app = app;

    public int Port { get; private set; }

    /// <summary>Codes and bodies by path.</summary>
    public ConcurrentDictionary<string, (int Code, string Body)> Answers { get; } = new();

    /// <summary>While it is set, connections are taken and nothing is said.</summary>
    public TaskCompletionSource? Hangs { get; set; }

    /// <summary>How often a path was asked.</summary>
    public int Asked(string path) => asked.GetValueOrDefault(path);

    /// <summary>How often it has been answered.</summary>
    public int Answered(string path) => answered.GetValueOrDefault(path);

    public static async Task<FakeService> StartAsync(params (string Path, int Code, string Body)[] answers) =>
        await StartAsync(0, answers);

    public static async Task<FakeService> StartAsync(int port, params (string Path, int Code, string Body)[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var fake = new FakeService(app);
        foreach (var (path, code, body) in answers) fake.Answers[path] = (code, body);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        fake.Port = new Uri(app.Urls.Single()).Port;
        return fake;
    }

    public ValueTask DisposeAsync()
    {
        Hangs?.TrySetResult();
        return app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (Hangs is { } hangs) await hangs.Task;

        var (code, body) = Answers.TryGetValue(path, out var answer) ? answer : (404, "{\"detail\":\"Not Found\"}");
        context.Response.StatusCode = code;
        if (code is 301 or 302) context.Response.Headers.Location = body;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
        answered.AddOrUpdate(path, 1, (_, count) => count + 1);
    }
}
