using System.Net;
using System.Net.Sockets;
using System.Text;
using SparkControl.AudioProxy.Voices;
using SparkControl.Tests.Integration.Gateway;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Voices;

/// <summary>What a client hears when nothing can be spoken.</summary>
public sealed class SpeechFaultTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Voices = """{ "en-US": { "voices": ["M.EN-US.Aria"] } }""";

    // Its answers are text: what is more than ASCII is left out, and nobody looks at it.
    private static string Wav => Encoding.ASCII.GetString(
        [.. new WavHead(22_050, 4).ToBytes().Select(one => one < 128 ? one : (byte)0), 1, 2, 3, 4]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503, "{\"detail\":\"not ready\"}", HttpStatusCode.ServiceUnavailable, "magpie_loading")]
    [InlineData(400, "{\"detail\":\"empty text\"}", HttpStatusCode.BadRequest, "speech_refused")]
    [InlineData(422, "{\"error\":{\"message\":\"empty text\"}}", HttpStatusCode.BadRequest, "speech_refused")]
    [InlineData(500, "empty text", HttpStatusCode.BadGateway, "speech_failed")]
    [InlineData(200, "empty text", HttpStatusCode.BadGateway, "speech_failed")]
    public async Task An_answer_that_is_no_good_one_is_told_in_OpenAIs_envelope(
        int code, string body, HttpStatusCode status, string expected)
    {
        await using var magpie = await FakeService.StartAsync(
            ("/v1/audio/list_voices", 200, Voices), ("/v1/audio/synthesize", code, body));
        await using var audio = await AudioRig.StartAsync(redis, magpie.Port);

        using var answer = await audio.SayAsync(new { input = "well", response_format = "wav" });

        Assert.Equal(expected, await CodeAsync(answer, status));
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        if (expected == "speech_refused")
            Assert.Contains("empty text", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/audio/speech")]
    [InlineData("/v1/audio/voices")]
    public async Task A_Magpie_that_is_down_is_asked_for_again_later(string path)
    {
        await using var audio = await AudioRig.StartAsync(redis, FreePort.Next());

        using var answer = path.EndsWith("voices", StringComparison.Ordinal)
            ? await audio.Http.GetAsync(path, Cancel)
            : await audio.SayAsync(new { input = "well" });

        Assert.Equal("magpie_unreachable", await CodeAsync(answer, HttpStatusCode.ServiceUnavailable));
        Assert.Equal(15, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Fact]
    public async Task One_that_is_switched_off_is_not_asked()
    {
        await using var magpie = await FakeService.StartAsync(("/v1/audio/list_voices", 200, Voices));
        await using var audio = await AudioRig.StartAsync(redis, magpie.Port);
        await audio.SetAsync(settings => settings with { DisabledServices = ["magpie"] });

        using var answer = await audio.SayAsync(new { input = "well" });

        Assert.Equal("magpie_disabled", await CodeAsync(answer, HttpStatusCode.ServiceUnavailable));
        Assert.Equal(0, magpie.Asked("/v1/audio/list_voices"));
    }

    [Theory]
    [InlineData("mp3", 1)]
    [InlineData("wav", 2)]
    public async Task Without_ffmpeg_what_needs_it_is_refused_before_anything_is_spoken(string format, double speed)
    {
        await using var magpie = await FakeService.StartAsync(("/v1/audio/list_voices", 200, Voices));
        await using var audio = await AudioRig.StartAsync(redis, magpie.Port, ("FFMPEG_PATH", "/nowhere/ffmpeg"));

        using var answer = await audio.SayAsync(new { input = "well", response_format = format, speed });

        Assert.Equal("ffmpeg_missing", await CodeAsync(answer, HttpStatusCode.NotImplemented));
        Assert.Equal(0, magpie.Asked("/v1/audio/synthesize"));
    }

    [Fact]
    public async Task Without_ffmpeg_the_usual_format_is_one_that_needs_none()
    {
        await using var magpie = await FakeService.StartAsync(
            ("/v1/audio/list_voices", 200, Voices), ("/v1/audio/synthesize", 200, Wav));
        await using var audio = await AudioRig.StartAsync(redis, magpie.Port, ("FFMPEG_PATH", "/nowhere/ffmpeg"));

        using var answer = await audio.SayAsync(new { input = "well" });

        Assert.Equal(
            (HttpStatusCode.OK, "audio/wav"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task An_ffmpeg_that_cannot_make_it_is_named()
    {
        await using var magpie = await FakeService.StartAsync(
            ("/v1/audio/list_voices", 200, Voices),
            ("/v1/audio/synthesize", 200, Wav));
        await using var audio = await AudioRig.StartAsync(redis, magpie.Port, ("FFMPEG_PATH", "/bin/false"));

        using var answer = await audio.SayAsync(new { input = "well", response_format = "mp3" });

        Assert.Equal("not_encoded", await CodeAsync(answer, HttpStatusCode.NotImplemented));
    }

    [Fact]
    public async Task What_is_longer_than_recordings_may_be_is_refused_here_too()
    {
        await using var audio = await AudioRig.StartAsync(redis, FreePort.Next());
        await audio.SetAsync(settings => settings with { Transcripts = new() { UploadLimitGib = 1 } });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(audio.Url).Port, Cancel);
        var head = "POST /api/audio/transcripts HTTP/1.1\r\nHost: a\r\n"
            + $"Content-Length: {2L << 30}\r\nExpect: 100-continue\r\n\r\n";

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        var block = new byte[2048];
        var said = Encoding.ASCII.GetString(block, 0, await client.GetStream().ReadAsync(block, Cancel));

        Assert.StartsWith("HTTP/1.1 413", said, StringComparison.Ordinal);
    }

    private static Task<string?> CodeAsync(HttpResponseMessage answer, HttpStatusCode status) =>
        GatewayRig.CodeAsync(answer, status, isOpenAi: true);
}
