using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace SparkControl.Tests.Integration.Telemetry;

/// <summary>
/// What Aspire's dashboard is to a service: it takes OTLP over HTTP, and keeps each message as it came. In protobuf a
/// name is its text and a trace id its sixteen bytes, so that both are found without reading the rest.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> messages = new();

    private OtlpReceiver(WebApplication app)
    {
        this.app = app;
        app.MapPost("/v1/{kind}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            messages.Enqueue((request.Path, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    /// <summary>What a service is told of it; the intervals are those of a test.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200"
    };

    /// <summary>How many came so far.</summary>
    public int Count => messages.Count;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Whether one message of a kind has all of these in it.</summary>
    public bool Has(string kind, params byte[][] parts) => messages.Any(message =>
        message.Path == $"/v1/{kind}" && parts.All(part => message.Body.AsSpan().IndexOf(part) >= 0));

    /// <summary>A name as it stands in a message.</summary>
    public static byte[] Text(string name) => Encoding.UTF8.GetBytes(name);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
