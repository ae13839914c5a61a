using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using SparkControl.ServiceDefaults;
using Xunit;

namespace SparkControl.Tests.Integration.Gateway;

/// <summary>What is not forwarded, and in which words.</summary>
public sealed class GatewayRefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/audio/transcripts", false)]
    [InlineData("/v1/audio/speech", true)]
    public async Task Without_any_AudioProxy_the_answer_says_so(string path, bool isOpenAi)
    {
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Nobody);

        using var answer = await rig.Http.PostAsync(path, new StringContent("{}"), Cancel);

        Assert.Equal("audio_away", await GatewayRig.CodeAsync(answer, HttpStatusCode.ServiceUnavailable, isOpenAi));
        Assert.Equal(5, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Contains("AUDIO_PROXY_URLS", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/audio/transcribe-with-speakers", "application/problem+json")]
    [InlineData("/v1/audio/transcriptions", "application/json")]
    public async Task What_says_that_it_is_too_large_is_refused_before_its_body(string path, string type)
    {
        await using var audio = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        var (limit, one) = (2L * (1 << 30) + UploadLimit.Around, 1);

        var refused = await HeadAsync(rig, path, limit + one);
        var taken = await HeadAsync(rig, path, limit);

        Assert.StartsWith("HTTP/1.1 413", refused, StringComparison.Ordinal);
        Assert.Contains(type, refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 100", taken, StringComparison.Ordinal);
        await Until.TrueAsync(() => audio.Asked.Count == 1, "the other is asked");
    }

    [Fact]
    public async Task The_limit_is_that_of_the_settings()
    {
        await using var audio = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        using var saved = await rig.Http.PutAsJsonAsync(
            "/api/settings", new { values = new { upload_limit_gib = 3 } }, Cancel);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);

        var taken = await HeadAsync(rig, "/api/audio/transcripts", 3L << 30);
        var refused = await HeadAsync(rig, "/api/audio/transcripts", 4L << 30);

        Assert.StartsWith("HTTP/1.1 100", taken, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_ends_at_the_limit()
    {
        await using var audio = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(
            audio.Url, builder => builder.Configuration["UPLOAD_LIMIT_GIB"] = "1");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Url.Port, Cancel);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        // Who only writes may find the connection closed before the answer was read.
        var sending = SendAsync(client.GetStream(), ended.Token);
        using var reader = new StreamReader(client.GetStream());
        var status = await reader.ReadLineAsync(Cancel);
        while (await reader.ReadLineAsync(Cancel) is { Length: > 0 })
        {
        }

        var body = new char[2048];
        var count = await reader.ReadAsync(body, Cancel);
        await ended.CancelAsync();
        await sending;

        Assert.StartsWith("HTTP/1.1 413", status, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"too_large\"", new(body, 0, count), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/audio/transcripts", "Origin", "http://evil.example", HttpStatusCode.Forbidden, "foreign_origin")]
    [InlineData("/v1/audio/speech", "Origin", "http://evil.example", HttpStatusCode.Forbidden, "foreign_origin")]
    [InlineData("/v1/audio/speech", "Host", "evil.example", HttpStatusCode.MisdirectedRequest, "unknown_host")]
    public async Task The_rules_of_the_panel_stand_before_it(
        string path, string header, string value, HttpStatusCode status, string code)
    {
        await using var audio = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await rig.Http.SendAsync(request, Cancel);

        var isOpenAi = path.StartsWith("/v1", StringComparison.Ordinal);
        Assert.Equal(code, await GatewayRig.CodeAsync(answer, status, isOpenAi));
        Assert.Empty(audio.Asked);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/v1/models/no/such", HttpStatusCode.NotFound, "model_not_found")]
    [InlineData("POST", "/v1/models", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public async Task All_that_is_refused_below_v1_is_in_OpenAIs_envelope(
        string method, string path, HttpStatusCode status, string code)
    {
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Nobody);
        using var request = new HttpRequestMessage(new(method), path);

        using var answer = await rig.Http.SendAsync(request, Cancel);

        Assert.Equal(code, await GatewayRig.CodeAsync(answer, status, isOpenAi: true));
    }

    // The head of a request that waits to be told whether its body is wanted, and what is said to it.
    private static async Task<string> HeadAsync(GatewayRig rig, string path, long length)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Url.Port, Cancel);
        var stream = client.GetStream();
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        var block = new byte[2048];
        return Encoding.ASCII.GetString(block, 0, await stream.ReadAsync(block, Cancel));
    }

    /// <summary>A body in pieces of which nobody knows how many come.</summary>
    private static async Task SendAsync(NetworkStream stream, CancellationToken cancel)
    {
        var piece = new byte[(1 << 20) + 2];
        piece[^2] = (byte)'\r';
        piece[^1] = (byte)'\n';
        try
        {
            await stream.WriteAsync(
                "POST /api/audio/transcripts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancel);
            while (true)
            {
                await stream.WriteAsync("100000\r\n"u8.ToArray(), cancel);
                await stream.WriteAsync(piece, cancel);
            }
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException)
        {
            // It was answered.
        }
    }
}
