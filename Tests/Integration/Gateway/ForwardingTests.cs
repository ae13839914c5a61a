using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using SparkControl.ControlApi.Gateway;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Gateway;

/// <summary>What goes through to an AudioProxy, and how.</summary>
public sealed class ForwardingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Clients and servers hold back a few kilobytes.
    private const int Half = 100_000, Whole = 120_000;

    /// <summary>Longer than servers, clients and proxies keep quiet by themselves; that takes its time.</summary>
    public static TheoryData<int> Silences => ChaosRig.IsLong ? [2, 130] : [2];

    [Theory]
    [InlineData("GET", "/api/audio/transcripts?format=srt")]
    [InlineData("DELETE", "/api/audio/transcripts/t-1")]
    [InlineData("POST", "/api/audio/transcribe-with-speakers")]
    [InlineData("POST", "/v1/audio/transcriptions")]
    public async Task Every_audio_route_is_forwarded_as_it_is(string method, string path)
    {
        await using var audio = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST") request.Content = new ByteArrayContent(new byte[3_000_000]);

        using var answer = await rig.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(method == "POST" ? "3000000" : "0", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal([$"{method} {path}"], audio.Asked);
    }

    [Fact]
    public async Task A_body_arrives_while_it_is_sent_and_events_while_they_happen()
    {
        var (begun, more) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var audio = await FakeAudio.StartAsync();
        audio.Answer = async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[Half], Cancel);
            begun.SetResult();
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: a\n", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await more.Task;
            await context.Response.WriteAsync("data: b\n", Cancel);
        };
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/audio/transcribe-with-speakers")
        {
            Content = new StreamContent(pipe.Reader.AsStream())
        };

        var asking = rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await pipe.Writer.WriteAsync(new byte[Whole], Cancel);
        await begun.Task.WaitAsync(Cancel);
        await pipe.Writer.WriteAsync(new byte[Whole], Cancel);
        await pipe.Writer.CompleteAsync();

        using var answer = await asking;
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("data: a", await events.ReadLineAsync(Cancel));
        more.SetResult();
        Assert.Equal("data: b", await events.ReadLineAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_request_that_is_silent_for_long_still_succeeds(int seconds)
    {
        await using var audio = await FakeAudio.StartAsync();
        audio.Answer = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), Cancel);
            await context.Response.WriteAsync("done");
        };
        await using var rig = await GatewayRig.StartAsync(audio.Url);

        using var answer = await rig.Http.PostAsync("/v1/audio/transcriptions", new ByteArrayContent([1]), Cancel);

        Assert.Equal("done", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task It_ends_only_when_the_setting_says_so()
    {
        await using var audio = await FakeAudio.StartAsync();
        audio.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var rig = await GatewayRig.StartAsync(
            audio.Url, builder => builder.Configuration["Gateway:ActivityTimeout"] = "00:00:01");

        using var answer = await rig.Http.PostAsync("/v1/audio/transcriptions", new ByteArrayContent([1]), Cancel);

        Assert.Equal("audio_silent", await GatewayRig.CodeAsync(answer, HttpStatusCode.GatewayTimeout, isOpenAi: true));
        Assert.Equal(TimeSpan.FromHours(12), AudioRoutes.To([], new()).HttpRequest!.ActivityTimeout);
    }

    [Fact]
    public async Task A_client_that_leaves_is_known_to_AudioProxy()
    {
        var left = new TaskCompletionSource();
        await using var audio = await FakeAudio.StartAsync();
        audio.Answer = context =>
        {
            context.RequestAborted.Register(left.SetResult);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await using var rig = await GatewayRig.StartAsync(audio.Url);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var asked = rig.Http.GetAsync("/api/audio/transcripts/t-1/stream", leaving.Token);
        await Until.TrueAsync(() => !audio.Asked.IsEmpty, "it was asked");
        await leaving.CancelAsync();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }
}
