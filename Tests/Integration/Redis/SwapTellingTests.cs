using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class SwapTellingTests(IRedisServer server) : RedisTest(server)
{
    private readonly FakeTimeProvider time = new(Given.Start.AddMinutes(1));

    private HandOver Inbox => new(Redis, Redis.Keys.Inbox);

    private NoticeList Notices => new(Redis);

    [Fact]
    public async Task A_swap_is_told_when_it_begins_and_when_it_ends_and_never_twice_to_others()
    {
        var lease = await TakeLeaseAsync();
        foreach (var driver in new[] { Telling(), Telling() })
        {
            await driver.TellAsync(Given.Swap(SwapPhase.Loading));
            await driver.TellAsync(Given.Swap(SwapPhase.Ready));
            await driver.TellAsync(Given.Swap(SwapPhase.Ready));
        }

        Assert.Equal(["s-1:end", "s-1:begin"], await LoggedAsync(lease));
        Assert.Equal(["s-1:end"], await ToldAsync());
    }

    [Fact]
    public async Task A_swap_that_came_and_went_between_two_looks_is_told_too()
    {
        var lease = await TakeLeaseAsync();
        var history = new SwapHistory(Redis, Store);
        await history.RecordAsync(Given.Swap(SwapPhase.Stopped, kind: SwapKind.Stop) with { Id = "s-0" }, lease);
        // Recorded as ended, and taken up again before that was stored.
        await history.RecordAsync(Given.Swap(SwapPhase.Stopped, kind: SwapKind.Stop), lease);

        await Telling().TellAsync(Given.Swap(SwapPhase.Loading));

        Assert.Equal(["s-0:begin", "s-0:end", "s-1:begin"], (await LoggedAsync(lease)).Order());
        Assert.Equal(["s-0:end"], await ToldAsync());
    }

    [Fact]
    public async Task What_is_old_is_in_the_log_and_nobody_is_called()
    {
        var lease = await TakeLeaseAsync();
        time.Advance(TimeSpan.FromHours(2));

        await Telling().TellAsync(Given.Swap(SwapPhase.Ready));

        Assert.Equal(["s-1:end", "s-1:begin"], await LoggedAsync(lease));
        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task Before_the_first_swap_nothing_is_told()
    {
        await Telling().TellAsync(null);

        Assert.Empty(await Inbox.WaitingAsync());
    }

    private SwapTelling Telling() => new(Redis, new(Redis, Store), Notices, time);

    // As HealthMonitor's leader moves them.
    private async Task<IEnumerable<string>> LoggedAsync(Lease lease)
    {
        var log = new ConnectivityLog(Redis, time);
        var taken = await Inbox.TakeAsync(lease, 100);
        await log.AppendAsync(
            [.. taken.Select(entry => Wire.Read<ConnectivityEntry>(entry.Raw))], lease, settles: taken);
        // Of the same moment the order is that of the ids.
        return (await log.ReadAsync(new(), null, 100)).Entries.Select(entry => entry.Id);
    }

    private async Task<IEnumerable<string>> ToldAsync() =>
        (await Notices.Waiting.WaitingAsync()).Select(raw => Wire.Read<Notice>(raw).Id);
}

[Collection(nameof(OnRedis))]
public sealed class SwapTellingRedisTests(RedisFixture server) : SwapTellingTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapTellingGarnetTests(GarnetFixture server) : SwapTellingTests(server);
