using System.Diagnostics;
using System.Net.Sockets;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Notifications;

/// <summary>How an attempt to tell somebody went.</summary>
/// <param name="Host">Who was told: of the address no more than its host.</param>
/// <param name="Status">What it answered; null when it did not.</param>
/// <param name="Problem">Why that is no success, as a sentence; null when it is one.</param>
/// <param name="Ms">How long it took.</param>
public sealed record NoticeSent(string Host, int? Status, string? Problem, double Ms);

/// <summary>
/// Tells one address. What it answers is of no interest beyond the status, and it leads nowhere else.
/// </summary>
internal sealed class NoticePost(IHttpClientFactory clients, SettingsStore settings)
{
    /// <summary>The name of its client.</summary>
    public const string Client = "notifications";

    /// <summary>How long an address may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<NoticeSent> SendAsync(NoticeTarget target, Notice notice, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var request = NoticeRequest.Of(
                target, notice, settings.Current.PanelId,
                settings.Secret(target.Kind == NoticeTargetKind.Webhook ? Secrets.Webhook : Secrets.NtfyToken));
            using var http = clients.CreateClient(Client);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return Sent((int)answer.StatusCode, Problem(answer));
        }
        catch (HttpRequestException failure)
        {
            return Sent(null, Sentence(failure));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Sent(null, $"It did not answer within {Limit.TotalSeconds:0} s.");
        }

        NoticeSent Sent(int? status, string? problem) =>
            new(target.Host, status, problem, Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1));
    }

    private static string? Problem(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 and var status =>
            $"It answered {status}: redirects are not followed. Give the address itself.",
        var status => $"It answered {status}."
    };

    private static string Sentence(HttpRequestException failure) => failure.GetBaseException() switch
    {
        LinkLocalException or LoopbackException => failure.GetBaseException().Message,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "Nothing listens there.",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "The host does not answer.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            "Its name is not known.",
        var other => $"It cannot be reached: {other.Message}"
    };
}
