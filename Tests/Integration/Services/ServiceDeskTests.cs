using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Services;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

public abstract class ServiceDeskTests(IRedisServer server) : RedisTest(server)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private ServiceDesk Desk => new(Redis, TimeProvider.System);

    private HandOver Requests => new(Redis, Redis.Keys.Requests);

    private HandOver Inbox => new(Redis, Redis.Keys.Inbox);

    [Fact]
    public async Task A_click_that_wins_can_be_read_at_once_and_is_asked_of_the_driver()
    {
        var answer = await Desk.AskAsync(Asked("a-1"));

        Assert.Equal(ServiceAnswer.Taken, answer.Answer);
        Assert.Equal("a-1", (await Store.ReadAsync(States.Action("parakeet")))!.Value.Id);
        var request = Wire.Read<ClusterRequest>(Assert.Single(await Requests.WaitingAsync()));
        Assert.Equal(
            ("a-1", RequestKind.Service, "parakeet", ClusterRequest.Patience),
            (request.Id, request.Kind, request.Service, request.NotAfter - request.At));
    }

    [Fact]
    public async Task Of_two_clicks_exactly_one_wins_and_another_service_is_not_in_the_way()
    {
        var other = new ServiceDesk(await LinkAsync(), TimeProvider.System);
        var lease = await TakeLeaseAsync();
        for (var round = 0; round < 30; round++)
        {
            var answers = await Task.WhenAll(Desk.AskAsync(Asked($"a-{round}")), other.AskAsync(Asked($"b-{round}")));

            var stored = (await Store.ReadAsync(States.Action("parakeet")))!.Value;
            Assert.Single(answers, answer => answer.Answer == ServiceAnswer.Taken);
            Assert.Equal(stored.Id, Assert.Single(answers, answer => answer.Answer == ServiceAnswer.Busy).What);
            Assert.Equal(ServiceAnswer.Taken, (await Desk.AskAsync(Asked($"c-{round}", $"m{round}"))).Answer);
            await EndAsync(stored, lease);
        }

        Assert.Equal(60, (await Requests.WaitingAsync()).Count);
    }

    [Fact]
    public async Task Outcome_line_and_settlement_are_one_step()
    {
        var lease = await TakeLeaseAsync();
        await Desk.AskAsync(Asked("a-1"));
        var entry = await Requests.TakeAsync(lease);

        Assert.True(await EndAsync(Asked("a-1"), lease, entry));

        Assert.Empty(await Requests.UnsettledAsync());
        Assert.False((await Store.ReadAsync(States.Action("parakeet")))!.Value.IsActive);
        Assert.Equal("a-1", Wire.Read<ConnectivityEntry>(Assert.Single(await Inbox.WaitingAsync())).Id);
    }

    [Fact]
    public async Task The_line_of_an_action_goes_into_an_inbox_that_reports_have_filled()
    {
        var lease = await TakeLeaseAsync();
        var full = Enumerable.Range(0, Keys.InboxLimit).Select(i => (StackExchange.Redis.RedisValue)i);
        await Redis.Database.ListRightPushAsync(Redis.Keys.Inbox, [.. full]);
        await Desk.AskAsync(Asked("a-1"));

        Assert.True(await EndAsync(Asked("a-1"), lease));

        Assert.Equal(Keys.InboxLimit + 1, await Redis.Database.ListLengthAsync(Redis.Keys.Inbox));
        var newest = await Redis.Database.ListGetByIndexAsync(Redis.Keys.Inbox, 0);
        Assert.Equal("a-1", Wire.Read<ConnectivityEntry>(newest!).Id);
    }

    [Fact]
    public async Task Who_has_lost_the_lease_begins_and_ends_nothing()
    {
        var mine = await TakeLeaseAsync();
        await Desk.AskAsync(Asked("a-1"));
        await TakeLeaseAsync("they");

        Assert.False(await EndAsync(Asked("a-1"), mine));
        Assert.Equal(ServiceAnswer.Lost, (await Desk.BeginAsync(Asked("a-2", "magpie"), mine)).Answer);

        Assert.True((await Store.ReadAsync(States.Action("parakeet")))!.Value.IsActive);
        Assert.Null(await Store.ReadAsync(States.Action("magpie")));
        Assert.Empty(await Inbox.WaitingAsync());
    }

    private Task<bool> EndAsync(ServiceAction action, Lease lease, HandOverEntry? entry = null)
    {
        var ended = action with { Phase = ActionPhase.Done, EndedAt = Now };
        return Desk.EndAsync(ended, ServiceLine.Of(ended, "spark2"), lease, entry);
    }

    private static ServiceAction Asked(string id, string service = "parakeet") => new()
    {
        Id = id,
        Service = service,
        Verb = ServiceVerb.Restart,
        Phase = ActionPhase.Waiting,
        Source = "page",
        RequestedAt = Now
    };
}

[Collection(nameof(OnRedis))]
public sealed class ServiceDeskRedisTests(RedisFixture server) : ServiceDeskTests(server);

[Collection(nameof(OnGarnet))]
public sealed class ServiceDeskGarnetTests(GarnetFixture server) : ServiceDeskTests(server);
