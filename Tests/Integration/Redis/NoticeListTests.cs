using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class NoticeListTests(IRedisServer server) : RedisTest(server)
{
    private NoticeList List => new(Redis);

    [Fact]
    public async Task What_was_pushed_is_taken_in_its_order_and_once()
    {
        var lease = await TakeLeaseAsync();

        Assert.True(await List.PushAsync(Notice(1)));
        Assert.True(await List.PushAsync(Notice(2)));
        Assert.False(await List.PushAsync(Notice(1)));

        var taken = await List.Waiting.TakeAsync(lease, 10);
        Assert.Equal(["n-1", "n-2"], taken.Select(entry => Wire.Read<Notice>(entry.Raw).Id));
        Assert.False(await List.PushAsync(Notice(2)));
        Assert.Empty(await List.Waiting.WaitingAsync());
    }

    [Fact]
    public async Task Where_nobody_takes_any_the_oldest_go_and_are_counted()
    {
        for (var i = 0; i < NoticeList.Limit + 3; i++) await List.PushAsync(Notice(i));

        var waiting = await List.Waiting.WaitingAsync();
        Assert.Equal((NoticeList.Limit, "n-3"), (waiting.Count, Wire.Read<Notice>(waiting[0]).Id));
        Assert.Equal(3, await List.DroppedAsync());
        Assert.Equal(0, await List.DroppedAsync());
    }

    [Fact]
    public async Task Progress_is_kept_until_the_last_address_has_heard()
    {
        var lease = await TakeLeaseAsync();
        await List.PushAsync(Notice(1));
        var entry = Assert.Single(await List.Waiting.TakeAsync(lease, 1));

        Assert.True(await List.NoteAsync("n-1 a", "1", null, lease));
        Assert.True(await List.NoteAsync("n-1 b", "2", null, lease));
        Assert.True(await List.NoteAsync("n-1 a", null, null, lease));
        Assert.Equal([new("n-1 b", "2")], await List.ProgressAsync());
        Assert.Single(await List.Waiting.UnsettledAsync());

        Assert.True(await List.NoteAsync("n-1 b", null, entry, lease));
        Assert.Empty(await List.ProgressAsync());
        Assert.Empty(await List.Waiting.UnsettledAsync());
    }

    [Fact]
    public async Task Several_are_noted_in_one_and_an_entry_that_is_for_nobody_is_settled()
    {
        var lease = await TakeLeaseAsync();
        await List.PushAsync(Notice(1));
        var entry = Assert.Single(await List.Waiting.TakeAsync(lease, 1));
        Assert.True(await List.NoteAsync("n-1 a", "1", null, lease));

        var noted = new Dictionary<string, string?> { ["n-1 a"] = null, ["n-1 b"] = "2", ["n-1 c"] = "3" };
        Assert.True(await List.NoteAsync(noted, null, lease));
        Assert.Equal(["n-1 b", "n-1 c"], (await List.ProgressAsync()).Keys.Order());

        Assert.True(await List.NoteAsync(new Dictionary<string, string?>(), entry, lease));
        Assert.Empty(await List.Waiting.UnsettledAsync());
    }

    [Fact]
    public async Task Who_has_lost_the_lease_notes_nothing()
    {
        var mine = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.False(await List.NoteAsync("n-1 a", "1", null, mine));
        Assert.Empty(await List.ProgressAsync());
    }

    private static Notice Notice(int i) => new()
    {
        Id = $"n-{i}",
        At = DateTimeOffset.UnixEpoch.AddSeconds(i),
        Event = NoticeEvent.SwapComplete,
        Title = "t",
        Text = "x",
        Data = new() { ["i"] = i }
    };
}

[Collection(nameof(OnRedis))]
public sealed class NoticeListRedisTests(RedisFixture server) : NoticeListTests(server);

[Collection(nameof(OnGarnet))]
public sealed class NoticeListGarnetTests(GarnetFixture server) : NoticeListTests(server);
