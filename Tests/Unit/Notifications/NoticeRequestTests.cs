using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Notifications;
using Xunit;

namespace SparkControl.Tests.Unit.Notifications;

public sealed class NoticeRequestTests
{
    private static readonly NoticeTarget Webhook = new(NoticeTargetKind.Webhook, "http://hook.lan/x?key=1");
    private static readonly NoticeTarget Ntfy = new(NoticeTargetKind.Ntfy, "http://ntfy.lan/sparks");

    private static readonly Notice Notice = new()
    {
        Id = "s-1:end",
        At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Event = NoticeEvent.SwapFailed,
        Title = "Qwen could not be loaded",
        Text = "CUDA is out of memory.",
        Data = new() { ["id"] = "s-1" }
    };

    [Fact]
    public async Task A_webhook_gets_json_and_its_signature()
    {
        using var request = NoticeRequest.Of(Webhook, Notice, "p-1", "secret");

        var body = await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var sent = JsonNode.Parse(body)!.AsObject();
        Assert.Equal(["event", "at", "title", "text", "data", "panel"], sent.Select(member => member.Key));
        Assert.Equal(("swap_failed", "Qwen could not be loaded"), ((string?)sent["event"], (string?)sent["title"]));
        Assert.Equal((Notice.At, "p-1"), ((DateTimeOffset)sent["at"]!, (string?)sent["panel"]));
        Assert.Equal("""{"id":"s-1"}""", sent["data"]!.ToJsonString());
        Assert.Equal("application/json", request.Content.Headers.ContentType!.ToString());
        Assert.Equal("swap_failed", Header(request, "X-Spark-Event"));
        Assert.Equal("s-1:end", Header(request, "X-Spark-Delivery"));
        Assert.Equal(NoticeRequest.Signature(body, "secret"), Header(request, "X-Spark-Signature"));
    }

    // Receivers of the original know the two of a swap by these.
    [Theory]
    [InlineData(NoticeEvent.IncidentBegin, "incident_begin")]
    [InlineData(NoticeEvent.IncidentEnd, "incident_end")]
    [InlineData(NoticeEvent.SwapComplete, "swap_complete")]
    [InlineData(NoticeEvent.SwapFailed, "swap_failed")]
    [InlineData(NoticeEvent.SwapStopped, "swap_stopped")]
    [InlineData(NoticeEvent.ServiceGaveUp, "service_gave_up")]
    [InlineData(NoticeEvent.Test, "test")]
    public async Task Each_event_has_its_word(NoticeEvent what, string word)
    {
        using var request = NoticeRequest.Of(Webhook, Notice with { Event = what }, "p-1", null);

        var body = await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((word, word), ((string?)JsonNode.Parse(body)!["event"], Header(request, "X-Spark-Event")));
    }

    // printf 'what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe, of RFC 4231.
    [Fact]
    public void The_signature_is_that_of_everybody_else() => Assert.Equal(
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        NoticeRequest.Signature(Encoding.ASCII.GetBytes("what do ya want for nothing?"), "Jefe"));

    [Fact]
    public void Without_a_secret_nothing_is_signed()
    {
        using var request = NoticeRequest.Of(Webhook, Notice, "p-1", null);

        Assert.False(request.Headers.Contains("X-Spark-Signature"));
    }

    [Theory]
    [InlineData(NoticeEvent.SwapFailed, "warning", "high")]
    [InlineData(NoticeEvent.IncidentBegin, "warning", "high")]
    [InlineData(NoticeEvent.NodeWarning, "warning", "high")]
    [InlineData(NoticeEvent.IncidentEnd, "white_check_mark", "default")]
    [InlineData(NoticeEvent.ServiceGaveUp, "rotating_light", "urgent")]
    public async Task A_topic_of_ntfy_gets_text(NoticeEvent what, string tag, string priority)
    {
        using var request = NoticeRequest.Of(Ntfy, Notice with { Event = what }, "p-1", "secret");

        var text = await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("CUDA is out of memory.", text);
        Assert.Equal(
            ("Qwen could not be loaded", tag, priority),
            (Header(request, "Title"), Header(request, "Tags"), Header(request, "Priority")));
        Assert.False(request.Headers.Contains("X-Spark-Signature"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tk_1")]
    public void A_topic_is_told_with_its_token_where_there_is_one(string? token)
    {
        using var request = NoticeRequest.Of(Ntfy, Notice, "p-1", token);

        Assert.Equal(token is null ? null : $"Bearer {token}", request.Headers.Authorization?.ToString());
    }

    // ntfy makes an attachment of what is longer than 4,096 bytes.
    [Theory]
    [InlineData("a", 5000, 4096)]
    [InlineData("ä", 2048, 4096)]
    [InlineData("aä", 3000, 4096)]
    [InlineData("\U0001F600a", 3000, 4095)]
    public async Task What_is_too_long_for_a_topic_is_cut_between_two_letters(string letters, int times, int bytes)
    {
        var text = string.Concat(Enumerable.Repeat(letters, times));
        using var request = NoticeRequest.Of(Ntfy, Notice with { Text = text }, "p-1", null);

        var sent = await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(bytes, sent.Length);
        Assert.StartsWith(Encoding.UTF8.GetString(sent), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1", "a  X-Evil: 1")]
    [InlineData("Größe", "=?UTF-8?B?R3LDtsOfZQ==?=")]
    [InlineData("\u001b[2J\u202e", "[2J")]
    public void A_name_of_a_users_ends_no_header(string title, string header)
    {
        using var request = NoticeRequest.Of(Ntfy, Notice with { Title = title }, "p-1", null);

        Assert.Equal(header, Header(request, "Title"));
        Assert.False(request.Headers.Contains("X-Evil"));
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.GetValues(name).Single();
}
