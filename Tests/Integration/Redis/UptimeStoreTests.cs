using SparkControl.Contracts.Redis;
using SparkControl.Contracts.Uptime;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class UptimeStoreTests(IRedisServer server) : RedisTest(server)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private UptimeStore Uptime => new(Redis);

    [Fact]
    public async Task What_was_written_is_read_again()
    {
        var lease = await TakeLeaseAsync();
        var before = await Uptime.ReadAsync("vllm");
        var after = before.With(new(Noon, Noon.AddSeconds(90), UptimeState.Up));

        Assert.True(await Uptime.WriteAsync("vllm", before, after, lease));

        var read = await Uptime.ReadAsync("vllm");
        Assert.Equal(Noon.AddSeconds(90), read.Through);
        var minutes = read.Read(UptimeScale.Minutes, Noon.AddSeconds(90));
        Assert.Equal([60_000, 30_000], minutes.TakeLast(2).Select(minute => minute.Up));
    }

    [Fact]
    public async Task The_next_leader_goes_on_and_counts_nothing_twice()
    {
        var lease = await TakeLeaseAsync();
        var before = await Uptime.ReadAsync("vllm");
        await Uptime.WriteAsync("vllm", before, before.With(new(Noon, Noon.AddSeconds(10), UptimeState.Up)), lease);

        var theirs = await TakeLeaseAsync("they");
        var stored = await Uptime.ReadAsync("vllm");
        var overlap = new UptimeSpan(Noon.AddSeconds(5), Noon.AddSeconds(15), UptimeState.Down);
        await Uptime.WriteAsync("vllm", stored, stored.With(overlap), theirs);

        var minutes = (await Uptime.ReadAsync("vllm")).Read(UptimeScale.Minutes, Noon.AddSeconds(15));
        Assert.Equal(new(Noon, 10_000, 5_000, 0, 0), minutes[^1]);
    }

    [Fact]
    public async Task Who_has_lost_the_lease_or_reads_old_figures_writes_nothing()
    {
        var mine = await TakeLeaseAsync();
        var before = await Uptime.ReadAsync("vllm");
        var after = before.With(new(Noon, Noon.AddSeconds(10), UptimeState.Up));
        Assert.True(await Uptime.WriteAsync("vllm", before, after, mine));
        Assert.False(await Uptime.WriteAsync("vllm", before, after, mine));

        await TakeLeaseAsync("they");
        var more = after.With(new(Noon.AddSeconds(10), Noon.AddSeconds(20), UptimeState.Up));
        Assert.False(await Uptime.WriteAsync("vllm", after, more, mine));

        Assert.Equal(Noon.AddSeconds(10), (await Uptime.ReadAsync("vllm")).Through);
    }
}

[Collection(nameof(OnRedis))]
public sealed class UptimeStoreRedisTests(RedisFixture server) : UptimeStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class UptimeStoreGarnetTests(GarnetFixture server) : UptimeStoreTests(server);
