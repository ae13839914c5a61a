using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Speech;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Speech;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Speech;

/// <summary>How HealthMonitor hears of a GPU that requests have found wedged.</summary>
public sealed class SpeechNewsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_makes_HealthMonitor_look_at_Parakeet_at_once_and_deeper()
    {
        await using var parakeet = await FakeService.StartAsync(
            ("/health", 200, """{ "status": "ok" }"""), ("/v1/audio/transcriptions", 500, "{}"));
        await using var host = await MonitorHost.StartAsync(redis);
        await host.SetUpAsync(settings => settings with
        {
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = parakeet.Port }
        });
        // Its clock stands still: without the word nobody looks again.
        await host.AddMonitorAsync(time);
        await host.UntilAsync(States.Service("parakeet"), state => state.LastGood is not null, Cancel);
        Assert.Equal(0, parakeet.Asked("/v1/audio/transcriptions"));

        Assert.True(await News(host.Redis).WedgedAsync("CUBLAS_STATUS_EXECUTION_FAILED"));

        await Until.TrueAsync(() => parakeet.Asked("/v1/audio/transcriptions") > 0);
    }

    [Fact]
    public async Task It_is_told_once_in_30_s()
    {
        await using var link = await LinkAsync();
        var news = News(link);

        var (first, second) = (await news.WedgedAsync("CUDA error"), await news.WedgedAsync("CUDA error"));
        time.Advance(TimeSpan.FromSeconds(31));
        var third = await news.WedgedAsync("CUDA error");

        Assert.Equal((true, false, true), (first, second, third));
        Assert.Equal(2, (await WaitingAsync(link)).Count);
    }

    [Theory]
    [InlineData("CUDA error: unknown error")]
    [InlineData("cublas_status_alloc_failed")]
    [InlineData("nothing that is known\nof it")]
    [InlineData("")]
    public async Task HealthMonitor_understands_whatever_was_said(string said)
    {
        await using var link = await LinkAsync();

        await News(link).WedgedAsync(said);

        var entry = Assert.Single(await WaitingAsync(link));
        Assert.True(GpuReport.Is(entry), entry.Error);
        Assert.DoesNotContain('\n', entry.Error!);
    }

    [Fact]
    public async Task A_Redis_that_is_away_is_no_failure_and_the_next_word_is_tried_again()
    {
        var nowhere = $"127.0.0.1:{FreePort.Next()},abortConnect=false,connectTimeout=100";
        await using var away = RedisLink.Open(nowhere, "t");
        var news = News(away);

        Assert.Equal((false, false), (await news.WedgedAsync("CUDA"), await news.WedgedAsync("CUDA")));
    }

    private SpeechNews News(RedisLink link) => new(link, time, NullLogger<SpeechNews>.Instance);

    private Task<RedisLink> LinkAsync() => RedisLink.ConnectAsync(redis.ConnectionString, $"t{Guid.NewGuid():N}");

    private static async Task<IReadOnlyList<ConnectivityEntry>> WaitingAsync(RedisLink link) =>
        [.. (await new HandOver(link, link.Keys.Inbox).WaitingAsync()).Select(Wire.Read<ConnectivityEntry>)];
}
