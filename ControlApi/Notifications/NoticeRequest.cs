using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;

namespace SparkControl.ControlApi.Notifications;

/// <summary>What goes over the wire for a notice.</summary>
internal static class NoticeRequest
{
    private const int LongestHeader = 200;

    /// <summary>Bytes: a longer message becomes an attachment.</summary>
    private const int LongestText = 4096;

    /// <param name="target">Who is told.</param>
    /// <param name="notice">What.</param>
    /// <param name="panel">This panel's id.</param>
    /// <param name="secret">
    /// What a webhook is signed with, or the token that ntfy wants; null for no signature and no token.
    /// </param>
    public static HttpRequestMessage Of(NoticeTarget target, Notice notice, string panel, string? secret) =>
        target.Kind == NoticeTargetKind.Webhook
            ? Webhook(target.Url, notice, panel, secret)
            : Ntfy(target.Url, notice, secret);

    /// <summary>The signature of a body: HMAC-SHA256 by the secret, in hex.</summary>
    public static string Signature(byte[] body, string secret) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    private static HttpRequestMessage Webhook(string url, Notice notice, string panel, string? secret)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { notice.Event, notice.At, notice.Title, notice.Text, notice.Data, Panel = panel }, Wire.Options);
        var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        Add(request.Headers, "X-Spark-Event", Wire.Word(notice.Event));
        Add(request.Headers, "X-Spark-Delivery", notice.Id);
        if (secret is not null) Add(request.Headers, "X-Spark-Signature", Signature(body, secret));
        return request;
    }

    private static HttpRequestMessage Ntfy(string url, Notice notice, string? token)
    {
        var text = Clipped(PlainText.Of(notice.Text, LongestText) ?? notice.Title);
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(text, Encoding.UTF8, "text/plain")
        };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        var (tag, priority) = Look(notice.Event);
        Add(request.Headers, "Title", notice.Title);
        Add(request.Headers, "Tags", tag);
        Add(request.Headers, "Priority", priority);
        return request;
    }

    private static string Clipped(string text)
    {
        var (bytes, kept) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > LongestText) return text[..kept];
            kept += rune.Utf16SequenceLength;
        }

        return text;
    }

    // The picture beside it and how loud it is, in ntfy's words.
    private static (string Tag, string Priority) Look(NoticeEvent what) => what switch
    {
        NoticeEvent.ServiceGaveUp => ("rotating_light", "urgent"),
        NoticeEvent.IncidentBegin or NoticeEvent.SwapFailed or NoticeEvent.NodeWarning => ("warning", "high"),
        NoticeEvent.SwapStopped => ("black_square_for_stop", "low"),
        _ => ("white_check_mark", "default")
    };

    // Names of models and services are a user's: nothing of them may end a header. What is beyond ASCII is written as
    // mail does (RFC 2047), which ntfy reads.
    private static void Add(HttpRequestHeaders headers, string name, string value)
    {
        var plain = PlainText.Of(value, LongestHeader) ?? "";
        headers.TryAddWithoutValidation(name, plain.All(char.IsAscii)
            ? plain
            : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(plain))}?=");
    }
}
