using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class ContainerLogStoreTests(IRedisServer server) : RedisTest(server)
{
    private ContainerLogStore Logs => new(Redis);

    [Fact]
    public async Task What_a_container_printed_is_kept_once_for_each_change_and_told_with_its_incident()
    {
        var lease = await TakeLeaseAsync();
        foreach (var text in (string[])["first", "later"])
            Assert.True(await Logs.WriteAsync(Log("parakeet:4", text), lease));
        await Logs.WriteAsync(Log("parakeet:6", "again"), lease);
        await Logs.WriteAsync(Log("magpie:2", "of another one"), lease);

        var told = await Logs.OfAsync(Incident("parakeet:4", "parakeet:5", "parakeet:6"));

        Assert.Equal(["first", "again"], told.Select(log => Assert.Single(log.Lines).Text));
        Assert.Equal(Log("parakeet:4", "first") with { Lines = told[0].Lines }, told[0]);
        Assert.Equal(["magpie:2", "parakeet:4", "parakeet:6"], (await Logs.ChangesAsync()).Order());
    }

    [Fact]
    public async Task Of_very_many_in_one_incident_each_service_has_its_first()
    {
        var lease = await TakeLeaseAsync();
        string[] changes = [.. Enumerable.Range(1, 20).Select(n => $"parakeet:{n}"), "magpie:9", "vllm:3"];
        foreach (var change in changes) await Logs.WriteAsync(Log(change, "x"), lease);

        var told = await Logs.OfAsync(Incident(changes));

        Assert.Equal(
            [.. Enumerable.Range(1, 6).Select(n => $"parakeet:{n}"), "magpie:9", "vllm:3"],
            told.Select(log => log.Change));
    }

    [Fact]
    public async Task Who_has_lost_the_lease_writes_nothing()
    {
        var mine = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.False(await Logs.WriteAsync(Log("parakeet:4", "x"), mine));
        Assert.Empty(await Logs.ChangesAsync());
        Assert.Empty(await Logs.OfAsync(Incident("parakeet:4")));
    }

    [Fact]
    public async Task The_newest_are_kept()
    {
        var lease = await TakeLeaseAsync();
        for (var n = 0; n < ContainerLogStore.Kept + 2; n++) await Logs.WriteAsync(Log($"parakeet:{n}", "x"), lease);

        Assert.Equal(ContainerLogStore.Kept, (await Logs.ChangesAsync()).Count);
        Assert.False(await Redis.Database.KeyExistsAsync(Redis.Keys.ContainerLog("parakeet:1")));
        Assert.True(await Redis.Database.KeyExistsAsync(Redis.Keys.ContainerLog("parakeet:2")));
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_passed_over()
    {
        var lease = await TakeLeaseAsync();
        foreach (var change in (string[])["parakeet:4", "parakeet:6"]) await Logs.WriteAsync(Log(change, "x"), lease);
        await Redis.Database.StringSetAsync(Redis.Keys.ContainerLog("parakeet:4"), """{"change":4}""");

        var told = await Logs.OfAsync(Incident("parakeet:4", "parakeet:6"));

        Assert.Equal("parakeet:6", Assert.Single(told).Change);
    }

    private static LogBeside Log(string change, string text) => new(
        change, change.Split(':')[0], "spark2", "box", DateTimeOffset.UnixEpoch, [new("spark2", 5, text)]);

    // A second between two lines.
    private static Incident Incident(params string[] changes) => new()
    {
        Id = "i-1",
        Begin = DateTimeOffset.UnixEpoch,
        Services = ["parakeet"],
        Entries =
        [
            .. changes.Select((change, i) => new ConnectivityEntry
            {
                Id = change,
                At = DateTimeOffset.UnixEpoch.AddSeconds(i),
                Kind = ConnectivityKind.Transition,
                Service = change.Split(':')[0]
            })
        ]
    };
}

[Collection(nameof(OnRedis))]
public sealed class ContainerLogStoreRedisTests(RedisFixture server) : ContainerLogStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class ContainerLogStoreGarnetTests(GarnetFixture server) : ContainerLogStoreTests(server);
