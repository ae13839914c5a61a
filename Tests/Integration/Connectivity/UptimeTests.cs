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
}
