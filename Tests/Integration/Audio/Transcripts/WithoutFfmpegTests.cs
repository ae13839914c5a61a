using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Voices;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>Where ffmpeg is missing, what needs it is refused at once, and not when its turn has come.</summary>
public sealed class WithoutFfmpegTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/audio/transcripts")]
    [InlineData("/api/audio/transcribe-with-speakers")]
    public async Task A_recording_that_needs_it_is_a_501(string route)
    {
        await using var rig = await AudioRig.StartAsync(server, FreePort.Next(), ("FFMPEG_PATH", "/nowhere/ffmpeg"));
        using var form = AudioHost.Form([.. "fLaC"u8, .. new byte[40_000]]);

        using var answer = await rig.Http.PostAsync(new Uri(route, UriKind.Relative), form, Cancel);

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Equal(
            "ffmpeg_missing", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"]);
    }
}
