using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace SparkControl.Tests.Integration.Gateway;

/// <summary>A server on loopback in the place of an AudioProxy, which does with requests what a test says.</summary>
internal sealed class FakeAudio : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeAudio(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    /// <summary>What each request asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What is done with a request; it is told how much of a body came unless a test says otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = CountAsync;

    /// <summary>Whether it says that it lives.</summary>
    public bool IsWell { get; set; } = true;

    public static async Task<FakeAudio> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url);
        var fake = new FakeAudio(app);
        app.Run(fake.RunAsync);
        await app.StartAsync();
        return fake;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task RunAsync(HttpContext context)
    {
        if (context.Request.Path == "/alive")
        {
            context.Response.StatusCode = IsWell ? 200 : 503;
            return Task.CompletedTask;
        }

        Asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        return Answer(context);
    }

    private static async Task CountAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var (block, sum) = (new byte[64 * 1024], 0L);
        while (await context.Request.Body.ReadAsync(block) is > 0 and var count) sum += count;
        await context.Response.WriteAsync($"{sum}");
    }
}
