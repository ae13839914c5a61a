using Microsoft.AspNetCore.Http;
using SparkControl.ServiceDefaults;
using SparkControl.Tests.Integration.Gateway;
using Xunit;

namespace SparkControl.Tests.Integration.ServiceDefaults;

/// <summary>Who waits for an answer hears of it when the other host is gone.</summary>
public sealed class KeepAliveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_to_a_speech_server_is_on_a_connection_that_is_kept_alive()
    {
        await using var server = await FakeAudio.StartAsync();
        server.Answer = WaitAsync;
        using var http = new HttpClient(Ipv4.Handler()) { BaseAddress = new(server.Url) };

        await AssertKeptAsync(server, http);
    }

    [Fact]
    public async Task A_request_that_is_forwarded_is_on_a_connection_that_is_kept_alive()
    {
        await using var audio = await FakeAudio.StartAsync();
        audio.Answer = WaitAsync;
        await using var rig = await GatewayRig.StartAsync(audio.Url);

        await AssertKeptAsync(audio, rig.Http);
    }

    private static async Task AssertKeptAsync(FakeAudio server, HttpClient http)
    {
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = http.GetAsync(new Uri("/api/audio/transcripts", UriKind.Relative), leaves.Token);
        await Until.TrueAsync(() => !server.Asked.IsEmpty, "it is asked");

        // Until its words are acknowledged another timer runs.
        await Until.TrueAsync(() => KeptConnections.AllAsked(new Uri(server.Url).Port), "it is kept alive");

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static Task WaitAsync(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
            .ContinueWith(_ => { }, TaskScheduler.Default);
}
