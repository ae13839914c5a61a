using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>What came to an address.</summary>
/// <param name="Body">The raw body.</param>
/// <param name="Headers">By name.</param>
internal sealed record Heard(byte[] Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>Somebody who wants to be told, on a loopback port of its own.</summary>
internal sealed class Hook : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Heard> heard = new();
    private readonly ConcurrentQueue<int> answers = new();

    private TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Hook(WebApplication app)
    {
        this.app = app;
        Open();
    }

    public string Url => $"{app.Urls.Single()}/hook";

    public IReadOnlyList<Heard> All => [.. heard];

    public static async Task<Hook> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var hook = new Hook(app);
        app.MapPost("/hook", hook.HearAsync);
        await app.StartAsync();
        return hook;
    }

    /// <summary>What the next calls are answered; 204 after them.</summary>
    public void Answers(params int[] statuses)
    {
        foreach (var status in statuses) answers.Enqueue(status);
    }

    /// <summary>Lets callers wait for their answers from now on.</summary>
    public void Close() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers all who wait.</summary>
    public void Open() => open.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Open();
        return app.DisposeAsync();
    }

    private async Task<IResult> HearAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        heard.Enqueue(new(body.ToArray(), request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
        await open.Task;
        var status = answers.TryDequeue(out var next) ? next : 204;
        return status == 302 ? Results.Redirect(Url) : Results.StatusCode(status);
    }
}
