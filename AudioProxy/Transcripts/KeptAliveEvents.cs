using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http.Features;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Server-sent events with comments between them, which clients skip: one that waits long hears that it is served, and
/// its headers come at once.
/// </summary>
/// <param name="events">Null is a comment. No event's data has a line end.</param>
internal sealed class KeptAliveEvents(IAsyncEnumerable<SseItem<string>?> events) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers.ContentEncoding = "identity";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await foreach (var item in events.WithCancellation(cancel))
        {
            var text = item is { } told ? $"event: {told.EventType}\ndata: {told.Data}\n\n" : ": wait\n\n";
            await response.WriteAsync(text, cancel);
            await response.Body.FlushAsync(cancel);
        }
    }
}
