using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Refit;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>How services are asked: to the configured address alone, 2 s at most, answers of a bounded size.</summary>
internal static class ProbeHttp
{
    /// <summary>How long one answer may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Names in snake_case; what is not known is left out.</summary>
    public static RefitSettings Settings { get; } = new()
    {
        ContentSerializer = new SystemTextJsonContentSerializer(
            new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })
    };

    /// <summary>A client of one server.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="limit">Bytes that an answer may have.</param>
    public static HttpClient Client(Uri server, long limit) =>
        new(new BoundedAnswers(limit) { InnerHandler = Ipv4.Handler() }, disposeHandler: true) { BaseAddress = server };

    /// <summary>The answer, also one that could not be had; null when the limit passed.</summary>
    public static Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
        where T : class, IApiResponse => AskAsync(ask, Limit, TimeProvider.System, cancel);

    /// <summary>The same with a limit of its own.</summary>
    public static async Task<T?> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask, TimeSpan patience, TimeProvider time, CancellationToken cancel)
        where T : class, IApiResponse
    {
        using var passed = new CancellationTokenSource(patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, passed.Token);
        try
        {
            var answer = await ask(limit.Token);
            cancel.ThrowIfCancellationRequested();
            return limit.IsCancellationRequested && !answer.IsReceived ? null : answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a question that brought no 2xx says.</summary>
    /// <param name="answer">What came; null when nothing came in time.</param>
    /// <param name="name">The service's name, for the sentence.</param>
    /// <param name="address">Its host and port.</param>
    /// <param name="path">What was asked.</param>
    public static ProbeAnswer Failed(IApiResponse? answer, string name, string address, string path) => answer switch
    {
        null => Silent(address),
        { IsReceived: true } => Refusal(address, path, (int)answer.StatusCode),
        _ => Failed(answer.Error, name, address)
    };

    /// <summary>It took the connection and said nothing.</summary>
    public static ProbeAnswer Silent(string address) =>
        new(ProbeOutcome.Silent, $"{address} takes connections but does not answer within 2 s.");

    /// <summary>It answered with a code that is no good one.</summary>
    public static ProbeAnswer Refusal(string address, string path, int code) =>
        new(ProbeOutcome.AnsweredBadly, $"{address} answers {path} with {code}.");

    /// <summary>Why no answer came.</summary>
    public static ProbeAnswer Failed(Exception? error, string name, string address)
    {
        if (Cause<LinkLocalException>(error) is { } link) return new(ProbeOutcome.Unreachable, link.Message);
        if (Cause<AuthenticationException>(error) is { } refused) return Untrusted(address, refused);

        return Cause<SocketException>(error)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused =>
                new(ProbeOutcome.Refused, $"{address} refuses connections: nothing serves there."),
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
                new(ProbeOutcome.Unreachable, $"The name in {address} is not known."),
            null or SocketError.ConnectionReset =>
                new(ProbeOutcome.AnsweredBadly, $"{address} broke the connection off."),
            SocketError.TimedOut => new(
                ProbeOutcome.Unreachable, $"No connection to {address} within 2 s, so {name} could not be asked."),
            _ => new(ProbeOutcome.Unreachable, $"{address} cannot be reached, so {name} could not be asked.")
        };
    }

    // A certificate that is not taken is the end of it; any other failure of TLS has its own cause within.
    private static ProbeAnswer Untrusted(string address, AuthenticationException refused) => new(
        ProbeOutcome.AnsweredBadly,
        refused.InnerException is null
            ? $"{address} answers, but its certificate is not trusted by this panel."
            : $"{address} answers, but no secure connection can be made.");

    private static T? Cause<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not null and not T) failure = failure.InnerException;
        return (T?)failure;
    }
}
