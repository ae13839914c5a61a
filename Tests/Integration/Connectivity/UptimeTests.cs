using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>The leader of the HealthMonitors counts the time that it watches.</summary>
public sealed class UptimeTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Time_that_was_watched_is_up_and_the_rest_is_unknown()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await host.AddMonitorAsync(time);
        await host.UntilAsync(States.Service("vllm"), state => state.Verdict == ServiceVerdict.Healthy, Cancel);
        var uptime = new UptimeStore(host.Redis);

        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Up(await uptime.ReadAsync("vllm")) >= 15_000;
            },
            "a quarter of a minute has been counted");

        var record = await uptime.ReadAsync("vllm");
        var days = record.Read(UptimeScale.Days, time.GetUtcNow());
        Assert.Equal(Up(record), days.Sum(day => day.Up));
        Assert.Equal((0, 0), (days.Sum(day => day.Down), days.Sum(day => day.Maintenance)));
        Assert.True(days[^1].Unknown > 0 || time.GetUtcNow().TimeOfDay < TimeSpan.FromMinutes(1));

        long Up(UptimeRecord read) => read.Read(UptimeScale.Minutes, time.GetUtcNow()).Sum(minute => minute.Up);
    }

    [Fact]
    public async Task What_is_seen_while_redis_is_away_is_counted_afterwards_from_the_moment_it_was_so()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "{}"));
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(settings => settings with
        {
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = parakeet.Port }
        });
        var (time, uptime) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new UptimeStore(host.Redis));
        await host.AddMonitorAsync(time);
        await host.UntilAsync(States.Service("parakeet"), state => state.Verdict == ServiceVerdict.Healthy, Cancel);
        await LooksAsync(parakeet, time, 3);

        await server.KillAsync();
        var away = time.GetUtcNow();
        await LooksAsync(parakeet, time, 6);
        parakeet.Answers["/health"] = (500, "");
        await LooksAsync(parakeet, time, 9);
        await server.StartAsync();
        await Until.TrueAsync(() => host.Redis.IsConnected);

        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await uptime.ReadAsync("parakeet")).Through > away.AddSeconds(60)
                    && (await host.ChangesAsync("parakeet")).Count == 2;
            },
            "what was seen meanwhile is counted");
        var (record, down) = (await uptime.ReadAsync("parakeet"), (await host.ChangesAsync("parakeet"))[^1]);
        var minutes = record.Read(UptimeScale.Minutes, time.GetUtcNow());
        Assert.InRange(down.At, away.AddSeconds(30), away.AddSeconds(60));
        Assert.Equal((record.Through!.Value - down.At).TotalMilliseconds, minutes.Sum(minute => minute.Down), 2.0);
        Assert.True(minutes.Sum(minute => minute.Up) >= (down.At - away).TotalMilliseconds);
    }

    /// <summary>Lets time pass until the service was asked so many times.</summary>
    private static async Task LooksAsync(FakeService parakeet, FakeTimeProvider time, int looks)
    {
        for (var i = 0; i < looks; i++)
        {
            var asked = parakeet.Asked("/health");
            time.Advance(TimeSpan.FromSeconds(5));
            await Until.TrueAsync(() => parakeet.Asked("/health") > asked);
        }
    }
}
