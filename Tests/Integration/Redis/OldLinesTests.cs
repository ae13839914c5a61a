using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>Lines of a log that another program has kept, on their way into the inbox.</summary>
public abstract class OldLinesTests(IRedisServer server) : RedisTest(server)
{
    private static readonly ConnectivityEntry[] Lines = [.. Enumerable.Range(0, 200).Select(Line)];

    [Fact]
    public async Task Two_panels_that_feed_at_once_push_each_line_once_and_leave_room()
    {
        OldLines one = new(Redis, "digest"), other = new(await LinkAsync(), "digest");

        Assert.Equal(100, await one.PushAsync(0, Lines[..100], 150));
        Assert.Equal(100, await other.PushAsync(0, Lines[..50], 150));
        Assert.Null(await other.PushAsync(100, Lines[100..151], 150));
        Assert.Equal(150, await other.PushAsync(100, Lines[100..150], 150));

        Assert.Equal(150, await one.FedAsync());
        Assert.Equal(Lines[..150].Select(Wire.Write), await new HandOver(Redis, Redis.Keys.Inbox).WaitingAsync());
    }

    [Fact]
    public async Task Another_file_is_counted_by_itself_and_who_waits_for_the_inbox_is_woken()
    {
        var woken = new TaskCompletionSource();
        await using var watch = await new HandOver(await LinkAsync(), Redis.Keys.Inbox)
            .WatchAsync(() => woken.TrySetResult());

        await new OldLines(Redis, "digest").PushAsync(0, Lines[..10], 100);

        await woken.Task.WaitAsync(Patience, Cancel);
        Assert.Equal(0, await new OldLines(Redis, "another").FedAsync());
    }

    [Fact]
    public async Task A_line_that_is_written_twice_is_one_and_none_is_counted_into_another()
    {
        var log = new ConnectivityLog(Redis, TimeProvider.System);
        var lease = await TakeLeaseAsync();

        await log.AppendAsync(Lines[..3], lease);
        await log.AppendAsync(Lines[..4], lease);

        Assert.Equal(Lines[..4].Reverse(), (await log.ReadAsync(new(), null, 10)).Entries);
        Assert.Equal(4, (await log.HeadAsync()).Written);
    }

    private static ConnectivityEntry Line(int n) => new()
    {
        Id = FormattableString.Invariant($"{ConnectivityEntry.OldPrefix}{n}"),
        At = new DateTimeOffset(2026, 5, 17, 8, 30, 0, TimeSpan.Zero).AddMilliseconds(n),
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false
    };
}

[Collection(nameof(OnRedis))]
public sealed class OldLinesRedisTests(RedisFixture server) : OldLinesTests(server);

[Collection(nameof(OnGarnet))]
public sealed class OldLinesGarnetTests(GarnetFixture server) : OldLinesTests(server);
