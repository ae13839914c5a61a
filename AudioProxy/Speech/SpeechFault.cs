using System.Net;
using System.Net.Http.Headers;

namespace SparkControl.AudioProxy.Speech;

/// <summary>How a server is away.</summary>
internal enum Outage
{
    /// <summary>Nobody is there, or the connection broke: it may be starting anew.</summary>
    Gone,

    /// <summary>It took the request and said nothing for as long as any takes.</summary>
    Silent,

    /// <summary>The settings have none.</summary>
    Off
}

/// <summary>What an answer that is none means for whoever asked. Pure.</summary>
/// <param name="Reason">In the server's words, one line.</param>
internal abstract record SpeechFault(string Reason)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5), Late = TimeSpan.FromMinutes(10);

    /// <summary>Something else is being done; the same may be asked again.</summary>
    /// <param name="After">How long to wait first.</param>
    /// <param name="Reason">In the server's words.</param>
    public sealed record Busy(TimeSpan After, string Reason) : SpeechFault(Reason);

    /// <summary>The GPU has failed and fails again until the container is started anew.</summary>
    public sealed record Wedged(string Reason) : SpeechFault(Reason);

    /// <summary>The server has no such route, or no such model.</summary>
    public sealed record Missing(string Reason) : SpeechFault(Reason);

    /// <summary>It will never take this.</summary>
    public sealed record Refused(string Reason) : SpeechFault(Reason);

    /// <summary>Nothing came from it at all.</summary>
    /// <param name="Reason">What the connection says.</param>
    /// <param name="Outage">How it is away.</param>
    public sealed record Unreachable(string Reason, Outage Outage = Outage.Gone) : SpeechFault(Reason);

    /// <summary>Another one has the slot by now in which it was asked; the same is asked again in a later one.</summary>
    public sealed record SlotLost() : SpeechFault("The slot was lost.");

    /// <summary>Anything else; another try may pass.</summary>
    public sealed record Failed(string Reason) : SpeechFault(Reason);

    /// <param name="status">Not a good one.</param>
    /// <param name="body">As it came; the beginning of it will do.</param>
    /// <param name="retryAfter">The header.</param>
    /// <param name="now">What a date in the header is compared with.</param>
    public static SpeechFault Of(
        HttpStatusCode status, string body, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var reason = FaultReason.Of(status, body);
        return (int)status switch
        {
            429 or 503 => new Busy(Wait(retryAfter, now), reason),
            404 or 405 or 501 => new Missing(reason),
            408 => new Failed(reason),
            < 500 => new Refused(reason),
            500 when IsOfGpu(body) => new Wedged(reason),
            _ => new Failed(reason)
        };
    }

    private static bool IsOfGpu(string body) =>
        body.Contains("CUDA", StringComparison.OrdinalIgnoreCase)
        || body.Contains("CUBLAS", StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Wait(RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var said = retryAfter?.Delta ?? retryAfter?.Date - now ?? Soon;
        return said < TimeSpan.Zero ? TimeSpan.Zero : said > Late ? Late : said;
    }
}
