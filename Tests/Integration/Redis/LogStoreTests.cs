using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class LogStoreTests(IRedisServer server) : RedisTest(server)
{
    private LogStore Logs => new(Redis);

    [Fact]
    public async Task Lines_come_back_as_they_were()
    {
        var lease = await TakeLeaseAsync();
        LogLine[] lines = [new("spark1", 5, "a\tb ✓"), new("panel", 6, ""), new("launcher", 7, " c\r")];

        var result = await Logs.AppendAsync("j", lease, new("f", 0, 10), lines);

        Assert.Equal(new(AppendOutcome.Stored, 1), result);
        Assert.Equal(lines, (await Logs.ReadAsync("j", 1)).Lines);
        Assert.Equal(10, await Logs.OffsetAsync("j", "f"));
    }

    [Fact]
    public async Task A_block_that_does_not_begin_where_the_stored_part_ends_is_refused()
    {
        var lease = await TakeLeaseAsync();
        await Logs.AppendAsync("j", lease, new("f", 0, 10), Some(1));

        Assert.Equal(AppendOutcome.WrongOffset, (await Logs.AppendAsync("j", lease, new("f", 0, 10), Some(1))).Outcome);
        Assert.Equal(
            AppendOutcome.WrongOffset, (await Logs.AppendAsync("j", lease, new("f", 11, 20), Some(1))).Outcome);
        Assert.Equal(AppendOutcome.Stored, (await Logs.AppendAsync("j", lease, new("g", 0, 3), Some(1))).Outcome);
        Assert.Equal(3, (await Logs.ReadAsync("j", 1)).Next);
    }

    [Fact]
    public async Task Who_lost_the_lease_stores_nothing()
    {
        var lease = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.Equal(AppendOutcome.LeaseLost, (await Logs.AppendAsync("j", lease, new("f", 0, 10), Some(1))).Outcome);
        Assert.Equal((0, 1), (await Logs.OffsetAsync("j", "f"), (await Logs.ReadAsync("j", 1)).Next));
    }

    [Fact]
    public async Task Two_who_follow_the_same_file_store_each_block_once()
    {
        var lease = await TakeLeaseAsync();

        for (var block = 0; block < 50; block++)
        {
            var from = block * 10;
            var results = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => Logs.AppendAsync("j", lease, new("f", from, from + 10), Some(1))));
            Assert.Single(results, r => r.Outcome == AppendOutcome.Stored);
        }

        Assert.Equal(51, (await Logs.ReadAsync("j", 1)).Next);
    }

    [Fact]
    public async Task The_last_ten_thousand_lines_are_kept_and_a_gap_is_told()
    {
        var lease = await TakeLeaseAsync();
        for (var i = 0; i < 21; i++) await Logs.AppendAsync("j", lease, null, Some(500, i * 500));

        var slice = await Logs.ReadAsync("j", 1, 3);

        Assert.Equal((501, 501, 10_501), (slice.First, slice.From, slice.Next));
        Assert.Equal(["line 501", "line 502", "line 503"], slice.Lines.Select(l => l.Text));
        Assert.Equal("line 10500", Assert.Single((await Logs.ReadAsync("j", 10_500)).Lines).Text);
    }

    [Fact]
    public async Task Four_mebibytes_are_kept()
    {
        var lease = await TakeLeaseAsync();
        var big = new string('x', 8192);
        for (var i = 0; i < 6; i++)
            await Logs.AppendAsync("j", lease, null, [.. Enumerable.Repeat(new LogLine("spark1", 1, big), 100)]);

        var slice = await Logs.ReadAsync("j", 1, 1000);

        Assert.Equal(601, slice.Next);
        Assert.Equal(slice.Next - slice.First, slice.Lines.Count);
        Assert.InRange(slice.Lines.Sum(l => (long)l.Text.Length), LogStore.MaxBytes - 20_000, LogStore.MaxBytes);
    }

    [Fact]
    public async Task The_largest_block_there_can_be_is_stored_whole()
    {
        var lease = await TakeLeaseAsync();
        var line = new LogLine("spark1", 1, new string('x', 8192));

        var result =
            await Logs.AppendAsync("j", lease, new("f", 0, 10), [.. Enumerable.Repeat(line, LogStore.BlockLines)]);

        Assert.Equal(new(AppendOutcome.Stored, 1), result);
        Assert.All((await Logs.ReadAsync("j", 1)).Lines, kept => Assert.Equal(line, kept));
    }

    [Fact]
    public async Task A_cursor_at_the_end_gets_nothing_and_the_next_number()
    {
        var lease = await TakeLeaseAsync();
        await Logs.AppendAsync("j", lease, null, Some(5));

        var slice = await Logs.ReadAsync("j", 6);

        Assert.Equal((6, 6, 0), (slice.From, slice.Next, slice.Lines.Count));
    }

    [Theory]
    [InlineData(2_147_483_648)]
    [InlineData(1L << 52)]
    public async Task A_cursor_far_behind_the_end_gets_nothing_and_the_next_number(long from)
    {
        var lease = await TakeLeaseAsync();
        await Logs.AppendAsync("j", lease, new("f", 0, 10), Some(3));

        var slice = await Logs.ReadAsync("j", from);

        Assert.Empty(slice.Lines);
        Assert.Equal((1, from, 4), (slice.First, slice.From, slice.Next));
    }

    [Fact]
    public async Task The_last_twenty_jobs_keep_their_logs()
    {
        var lease = await TakeLeaseAsync();
        for (var i = 0; i < 22; i++)
        {
            Assert.True(await Logs.OpenAsync($"j{i}", lease));
            await Logs.AppendAsync($"j{i}", lease, new("f", 0, 1), Some(1));
        }

        await Logs.OpenAsync("j2", lease);

        var next = await Task.WhenAll(
            ((string[])["j0", "j1", "j2", "j21"]).Select(async j => (await Logs.ReadAsync(j, 1)).Next));
        Assert.Equal([1, 1, 2, 2], next);
        Assert.Equal(0, await Logs.OffsetAsync("j0", "f"));
    }

    [Fact]
    public async Task Who_lost_the_lease_makes_no_room()
    {
        var lease = await TakeLeaseAsync();
        await TakeLeaseAsync("they");

        Assert.False(await Logs.OpenAsync("j", lease));
    }

    private static LogLine[] Some(int count, int after = 0) =>
        [.. Enumerable.Range(after + 1, count).Select(i => new LogLine("spark1", i, $"line {i}"))];
}

[Collection(nameof(OnRedis))]
public sealed class LogStoreRedisTests(RedisFixture server) : LogStoreTests(server);

[Collection(nameof(OnGarnet))]
public sealed class LogStoreGarnetTests(GarnetFixture server) : LogStoreTests(server);
