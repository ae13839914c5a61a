using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class IncidentStoreTests(IRedisServer server) : RedisTest(server)
{
    private IncidentStore Incidents => new(Redis);

    [Fact]
    public async Task What_was_written_is_read_newest_first_and_written_anew_once()
    {
        var lease = await TakeLeaseAsync();
        foreach (var id in (string[])["a", "b"]) Assert.True(await Incidents.WriteAsync(Incident(id), lease));
        await Incidents.WriteAsync(Incident("b") with { End = DateTimeOffset.UnixEpoch }, lease);

        Assert.Equal(["b", "a"], (await Incidents.ReadAsync(10)).Select(incident => incident.Id));
        Assert.Equal(DateTimeOffset.UnixEpoch, (await Incidents.FindAsync("b"))!.End);
        Assert.Null(await Incidents.FindAsync("c"));
    }

    [Fact]
    public async Task A_list_says_of_each_which_lines_it_holds_and_is_as_new_as_they_are()
    {
        var lease = await TakeLeaseAsync();
        await Incidents.WriteAsync(Incident("a"), lease);
        var lines = Enumerable.Range(0, 201).Select(i => new ConnectivityEntry
        {
            Id = $"r-{i}",
            At = DateTimeOffset.UnixEpoch,
            Kind = ConnectivityKind.Report,
            Service = "vllm",
            Error = $"Error {i}"
        });

        await Incidents.WriteAsync(Incident("a") with { Entries = [.. lines], Omitted = 9 }, lease);

        var listed = Assert.Single(await Incidents.ListAsync(10));
        Assert.Equal((210, 200, "r-199"), (listed.Lines, listed.EntryIds.Count, listed.EntryIds[^1]));
        Assert.Single(await Incidents.SearchAsync("ERROR 200", 10, 10));
        Assert.Empty(await Incidents.SearchAsync("error 201", 10, 10));
    }

    [Fact]
    public async Task One_that_a_version_before_has_written_is_listed_too()
    {
        await Incidents.WriteAsync(Incident("a"), await TakeLeaseAsync());
        await Redis.Database.KeyDeleteAsync([Redis.Keys.IncidentSummaries, Redis.Keys.IncidentTexts]);

        Assert.Equal("a", Assert.Single(await Incidents.ListAsync(10)).Id);
    }

    [Fact]
    public async Task Who_has_lost_the_lease_writes_nothing()
    {
        var mine = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.False(await Incidents.WriteAsync(Incident("a"), mine));
        Assert.Empty(await Incidents.ReadAsync(10));
    }

    [Fact]
    public async Task The_newest_are_kept()
    {
        var lease = await TakeLeaseAsync();
        for (var i = 0; i < IncidentStore.Kept + 2; i++) await Incidents.WriteAsync(Incident($"i-{i}"), lease);

        Assert.Equal(IncidentStore.Kept, (await Incidents.ReadAsync(1000)).Count);
        Assert.Null(await Incidents.FindAsync("i-1"));
        Assert.NotNull(await Incidents.FindAsync("i-2"));
        Assert.Equal(IncidentStore.Kept, (await Incidents.ListAsync(1000)).Count);
        foreach (var hash in (string[])[Redis.Keys.IncidentSummaries, Redis.Keys.IncidentTexts])
            Assert.Equal(IncidentStore.Kept, await Redis.Database.HashLengthAsync(hash));
    }

    private static Incident Incident(string id) =>
        new() { Id = id, Begin = DateTimeOffset.UnixEpoch, Services = ["vllm"], Entries = [] };
}

[Collection(nameof(OnRedis))]
public sealed class IncidentStoreRedisTests(RedisFixture server) : IncidentStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class IncidentStoreGarnetTests(GarnetFixture server) : IncidentStoreTests(server);
