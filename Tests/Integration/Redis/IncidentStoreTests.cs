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
    public async Task One_that_cannot_be_read_is_passed_over_and_counted()
    {
        var lease = await TakeLeaseAsync();
        foreach (var id in (string[])["a", "b"]) await Incidents.WriteAsync(Incident(id), lease);
        await Redis.Database.StringSetAsync(Redis.Keys.Incident("b"), """{"id":"b","begin":"soon"}""");
        var incidents = Incidents;

        Assert.Equal(["a"], (await incidents.ReadAsync(10)).Select(incident => incident.Id));
        Assert.Null(await incidents.FindAsync("b"));
        Assert.Equal(2, incidents.Unread);
    }

    [Fact]
    public async Task When_each_was_is_known_without_reading_them()
    {
        var lease = await TakeLeaseAsync();
        var begin = DateTimeOffset.FromUnixTimeMilliseconds(5000);
        await Incidents.WriteAsync(Incident("i-1000") with { End = begin }, lease);
        await Incidents.WriteAsync(Incident("i-2000"), lease);
        await Redis.Database.ListRightPushAsync(Redis.Keys.Incidents, "i-500");

        var spans = await Incidents.SpansAsync();

        Assert.Equal([(2000, null), (1000, 5000), (500, 500)], spans.Select(span => (Ms(span.Begin), Ms(span.End))));

        static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task How_far_the_log_was_grouped_is_kept_by_who_has_the_lease()
    {
        var mine = await TakeLeaseAsync();
        Assert.Null(await Incidents.ReadSoFarAsync<string>());
        Assert.True(await Incidents.WriteSoFarAsync("here", mine));
        await TakeLeaseAsync("they");

        Assert.False(await Incidents.WriteSoFarAsync("there", mine));

        Assert.Equal("here", await Incidents.ReadSoFarAsync<string>());
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
        var keys = Redis.Keys;
        foreach (var hash in (string[])[keys.IncidentSummaries, keys.IncidentTexts, keys.IncidentEnds])
            Assert.Equal(IncidentStore.Kept, await Redis.Database.HashLengthAsync(hash));
    }

    private static Incident Incident(string id) =>
        new() { Id = id, Begin = DateTimeOffset.UnixEpoch, Services = ["vllm"], Entries = [] };
}

[Collection(nameof(OnRedis))]
public sealed class IncidentStoreRedisTests(RedisFixture server) : IncidentStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class IncidentStoreGarnetTests(GarnetFixture server) : IncidentStoreTests(server);
