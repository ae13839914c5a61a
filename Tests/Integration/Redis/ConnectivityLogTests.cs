using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;
using static SparkControl.Contracts.Redis.TransitionOutcome;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Redis;

public abstract class ConnectivityLogTests(IRedisServer server) : RedisTest(server)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConnectivityFilter Everything = new();

    private ConnectivityLog Log => new(Redis, TimeProvider.System);

    private HandOver Inbox => new(Redis, Redis.Keys.Inbox);

    [Fact]
    public async Task A_transition_is_in_the_state_and_in_the_log()
    {
        var lease = await TakeLeaseAsync();

        Assert.Equal(Written, await TransitAsync(1, Unknown, Healthy, lease));
        Assert.Equal(Written, await TransitAsync(2, Healthy, Unhealthy, lease));

        Assert.Equal((2, Unhealthy), await StateAsync());
        Assert.Equal(["vllm:2", "vllm:1"], await IdsAsync(Everything));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1)]
    public async Task A_transition_that_is_not_the_next_one_changes_nothing(long n)
    {
        var lease = await TakeLeaseAsync();
        await TransitAsync(1, Unknown, Healthy, lease);
        await TransitAsync(2, Healthy, Unhealthy, lease);

        Assert.Equal(NotNext, await TransitAsync(n, Unhealthy, Healthy, lease));

        Assert.Equal((2, Unhealthy), await StateAsync());
        Assert.Equal(["vllm:2", "vllm:1"], await IdsAsync(Everything));
    }

    [Fact]
    public async Task Who_has_lost_the_lease_writes_neither_state_nor_log()
    {
        var mine = await TakeLeaseAsync();
        await TransitAsync(1, Unknown, Healthy, mine);
        await TakeLeaseAsync("they");

        Assert.Equal(LeaseLost, await TransitAsync(2, Healthy, Unhealthy, mine));
        Assert.False(await Log.AppendAsync([Entry("r", 1)], mine));

        Assert.Equal((1, Healthy), await StateAsync());
        Assert.Equal(["vllm:1"], await IdsAsync(Everything));
    }

    [Fact]
    public async Task Two_leaders_that_race_write_a_transition_once()
    {
        var lease = await TakeLeaseAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => TransitAsync(1, Unknown, Healthy, lease)));

        Assert.Single(outcomes, Written);
        Assert.Equal(["vllm:1"], await IdsAsync(Everything));
    }

    [Fact]
    public async Task A_transition_follows_a_state_that_was_written_without_one()
    {
        var lease = await TakeLeaseAsync();
        await Store.WriteAsync(States.Service("vllm"), State(7, Healthy), lease);

        Assert.Equal(Written, await TransitAsync(8, Healthy, Unhealthy, lease));
    }

    [Fact]
    public async Task The_log_keeps_the_newest()
    {
        var lease = await TakeLeaseAsync();
        var log = new ConnectivityLog(Redis, TimeProvider.System, kept: 3);

        await log.AppendAsync([Entry("b", 2), Entry("d", 4), Entry("a", 1), Entry("c", 3)], lease);
        Assert.Equal(["d", "c", "b"], await IdsAsync(Everything));

        var up = State(1, Healthy);
        await log.WriteAsync(up, ConnectivityEntry.Transition(Unknown, up) with { At = Noon.AddDays(1) }, lease);
        Assert.Equal(["vllm:1", "d", "c"], await IdsAsync(Everything));
    }

    [Fact]
    public async Task Lines_take_the_place_of_others_and_settle_what_they_came_from()
    {
        var lease = await TakeLeaseAsync();
        foreach (var id in (string[])["a", "b", "c"]) await Inbox.PushAsync(Entry(id, 1));
        var taken = await Inbox.TakeAsync(lease, 2);
        await Log.AppendAsync([Entry("a", 1)], lease);

        await Log.AppendAsync([Entry("a", 1) with { Count = 2 }], lease, [Entry("a", 1)], taken);

        Assert.Equal(2, Assert.Single((await Log.ReadAsync(Everything, null, 10)).Entries).Count);
        Assert.Empty(await Inbox.UnsettledAsync());
        Assert.Single(await Inbox.WaitingAsync());
    }

    [Fact]
    public async Task A_line_that_is_told_again_is_written_once()
    {
        var lease = await TakeLeaseAsync();
        var end = Entry("s-1:end", 5) with { Kind = ConnectivityKind.Swap };
        await Log.AppendAsync([end], lease);
        await Inbox.PushAsync(end with { At = Noon.AddSeconds(9), Evidence = "Told by another version." });
        var taken = await Inbox.TakeAsync(lease, 1);

        await Log.AppendAsync([end with { At = Noon.AddSeconds(9) }, Entry("r", 7)], lease, settles: taken);

        Assert.Equal(["r", "s-1:end"], await IdsAsync(Everything));
        Assert.Empty(await Inbox.UnsettledAsync());
    }

    [Fact]
    public async Task The_head_names_the_newest_line_and_counts_what_was_written()
    {
        var lease = await TakeLeaseAsync();
        Assert.Equal(new(null, null, 0), await Log.HeadAsync());
        var log = Log;
        var moves = 0;
        log.Moved += () => moves++;

        await log.AppendAsync([Entry("b", 2), Entry("a", 1)], lease);
        await log.AppendAsync([Entry("b", 2) with { Count = 2 }], lease, [Entry("b", 2)]);
        await log.WriteAsync(State(1, Healthy), ConnectivityEntry.Transition(Unknown, State(1, Healthy)), lease);

        Assert.Equal(new("vllm:1", Noon.AddSeconds(1), 3), await log.HeadAsync());
        Assert.Equal(3, moves);
    }

    [Theory]
    [InlineData("{\"id\":\"z\",\"kind\":\"weather\"}")]
    [InlineData("no line at all")]
    public async Task A_line_that_cannot_be_read_is_passed_over_and_counted(string member)
    {
        var lease = await TakeLeaseAsync();
        await Log.AppendAsync([Entry("a", 1), Entry("b", 2), Entry("d", 4)], lease);
        foreach (var ms in (long[])[3, 9])
        {
            await Redis.Database.SortedSetAddAsync(
                Redis.Keys.Connectivity, $"{member}{new string(' ', (int)ms)}",
                Noon.ToUnixTimeMilliseconds() + ms);
        }

        var log = Log;

        Assert.Equal(["d", "b", "a"], (await log.ReadAsync(Everything, null, 10)).Entries.Select(entry => entry.Id));
        Assert.Equal(["d", "b", "a"], (await PagesAsync(Everything, 1)).SelectMany(page => page));
        Assert.Equal("d", (await log.HeadAsync()).Newest);
        Assert.Equal(3, log.Unread);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_double()
    {
        var lease = await TakeLeaseAsync();
        // Three of a millisecond, so that pages end between lines of the same time.
        await Log.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Entry($"e{i:00}", i / 3))], lease);

        var pages = await PagesAsync(Everything, 7);

        Assert.Equal([7, 7, 7, 7, 7, 7, 7, 1], pages.Select(page => page.Count));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"e{49 - i:00}"), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task A_page_goes_on_where_it_was_though_its_last_line_is_gone()
    {
        var lease = await TakeLeaseAsync();
        await Log.AppendAsync([Entry("a", 1), Entry("b", 2), Entry("c", 3), Entry("d", 4)], lease);
        var page = await Log.ReadAsync(Everything, null, 2);
        await Log.AppendAsync([Entry("e", 5)], lease, [Entry("c", 3)]);

        Assert.Equal(["b", "a"], (await Log.ReadAsync(Everything, page.Next, 10)).Entries.Select(e => e.Id));
    }

    public static TheoryData<ConnectivityFilter, string> Filters => new()
    {
        { new(), "e d c b a" },
        { new() { Service = "vllm" }, "c a" },
        { new() { Service = "vll" }, "" },
        { new() { Kinds = [ConnectivityKind.Report] }, "e d b" },
        { new() { Source = "grün \"app\"" }, "d" },
        { new() { Kinds = [ConnectivityKind.Report], Service = "magpie" }, "e" },
        { new() { From = Noon.AddMilliseconds(2) }, "e d c b" },
        { new() { To = Noon.AddMilliseconds(3) }, "c b a" },
        { new() { From = Noon.AddMilliseconds(2), To = Noon.AddMilliseconds(4), Service = "parakeet" }, "d b" },
        { new() { From = Noon.AddDays(1) }, "" },
        { new() { Kinds = [ConnectivityKind.Swap, ConnectivityKind.Transition] }, "c a" },
        { new() { Kinds = [ConnectivityKind.Swap, ConnectivityKind.Report], Service = "vllm" }, "a" },
        { new() { Text = "VLLM" }, "c b a" },
        { new() { Text = "grün \"APP" }, "d" },
        { new() { Text = "Transition" }, "c" },
        { new() { Text = "evidence" }, "" },
        { new() { Text = "null" }, "" },
        { new() { Text = "false" }, "" },
        { new() { Text = "<b>'&\\" }, "e" },
        { new() { Text = "magpie", Kinds = [ConnectivityKind.Swap] }, "" }
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_lets_through_what_fits(ConnectivityFilter filter, string ids)
    {
        var lease = await TakeLeaseAsync();
        await Log.AppendAsync(
            [
                Entry("a", 1) with { Service = "vllm", Kind = ConnectivityKind.Swap },
                Entry("b", 2) with { Error = "\"service\":\"vllm\",\"kind\":\"swap\"" },
                Entry("c", 3) with { Service = "vllm", Kind = ConnectivityKind.Transition },
                Entry("d", 4) with { Source = "grün \"app\"" },
                Entry("e", 5) with { Service = "magpie", Evidence = "A <B>'&\\ in it" }
            ],
            lease);

        Assert.Equal(ids, string.Join(' ', await IdsAsync(filter)));
        Assert.Equal(ids, string.Join(' ', (await PagesAsync(filter, 1)).SelectMany(page => page)));
    }

    [Fact]
    public async Task A_filter_that_fits_little_gives_up_in_time_and_says_where_to_go_on()
    {
        var lease = await TakeLeaseAsync();
        foreach (var chunk in Enumerable.Range(0, 25_000).Chunk(250))
            await Log.AppendAsync([.. chunk.Select(i => Entry($"e{i}", i))], lease);
        await Log.AppendAsync([Entry("old", 0) with { Service = "rare" }], lease);
        var rare = new ConnectivityFilter { Service = "rare" };

        var page = await Log.ReadAsync(rare, null, 10);

        Assert.Empty(page.Entries);
        Assert.Equal(["old"], (await PagesAsync(rare, 10)).SelectMany(ids => ids));
    }

    [Fact]
    public async Task Nothing_is_taken_without_the_lease()
    {
        var mine = await TakeLeaseAsync();
        await Inbox.PushAsync(Entry("a", 1));
        var theirs = await TakeLeaseAsync("they");

        Assert.Empty(await Inbox.TakeAsync(mine, 10));
        Assert.Single(await Inbox.TakeAsync(theirs, 10));
        Assert.Empty(await Inbox.TakeAsync(theirs, 10));
    }

    private Task<TransitionOutcome> TransitAsync(long n, ServiceVerdict from, ServiceVerdict to, Lease lease) =>
        Log.WriteAsync(State(n, to), ConnectivityEntry.Transition(from, State(n, to)), lease);

    private static ServiceState State(long n, ServiceVerdict verdict) =>
        new() { Name = "vllm", Verdict = verdict, N = n, Since = Noon.AddSeconds(n) };

    private static ConnectivityEntry Entry(string id, int ms) => new()
    {
        Id = id,
        At = Noon.AddMilliseconds(ms),
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false
    };

    private async Task<(long N, ServiceVerdict Verdict)> StateAsync()
    {
        var state = (await Store.ReadAsync(States.Service("vllm")))!.Value;
        return (state.N, state.Verdict);
    }

    private async Task<IEnumerable<string>> IdsAsync(ConnectivityFilter filter) =>
        (await Log.ReadAsync(filter, null, 1000)).Entries.Select(entry => entry.Id);

    private async Task<List<List<string>>> PagesAsync(ConnectivityFilter filter, int count)
    {
        var pages = new List<List<string>>();
        ConnectivityCursor? next = null;
        do
        {
            var page = await Log.ReadAsync(filter, next, count);
            pages.Add([.. page.Entries.Select(entry => entry.Id)]);
            next = page.Next is null ? null : ConnectivityCursor.Parse(page.Next.ToString());
        }
        while (next is not null);

        return pages;
    }
}

[Collection(nameof(OnRedis))]
public sealed class ConnectivityLogRedisTests(RedisFixture server) : ConnectivityLogTests(server);

[Collection(nameof(OnGarnet))]
public sealed class ConnectivityLogGarnetTests(GarnetFixture server) : ConnectivityLogTests(server);
