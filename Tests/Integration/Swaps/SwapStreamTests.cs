using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Settings;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>What an outside client hears of one swap, with a server and without a driver.</summary>
public abstract class SwapStreamTests(IRedisServer server) : RedisTest(server)
{
    private readonly PanelFiles files = new();
    private StateMirror mirror = null!;
    private EndpointsCache endpoints = null!;
    private ChannelNews news = null!;
    private SettingsStore settings = null!;
    private CatalogStore catalog = null!;
    private Lease lease = null!;

    private static SwapState Running => Given.Swap(SwapPhase.Loading);

    private static SwapState Ended => SwapMachine.End(Running, Given.Start) with { Phase = SwapPhase.Ready };

    private static SwapState Next => Running with { Id = "s-2" };

    private LogStore Logs => new(Redis);

    private SwapHistory History => new(Redis, Store);

    private SwapStream Stream => new(
        new EventStream(mirror, settings, catalog, Logs, news, endpoints, TimeProvider.System), mirror, History, Logs);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        lease = await TakeLeaseAsync();
        settings = await files.OpenAsync();
        catalog = CatalogStore.Open(
            Path.Combine(AppContext.BaseDirectory, "models.yaml"), files.Data, TimeProvider.System,
            NullLogger.Instance);
        mirror = new(Redis, TimeProvider.System, NullLogger<StateMirror>.Instance);
        news = new(Redis, Redis.Channels.Lines);
        endpoints = new(mirror, settings, TimeProvider.System);
        await mirror.StartAsync(Cancel);
        await news.StartAsync(Cancel);
        await mirror.Loaded.WaitAsync(Patience, Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await news.StopAsync(CancellationToken.None);
        await mirror.StopAsync(CancellationToken.None);
        endpoints.Dispose();
        mirror.Dispose();
        settings.Dispose();
        catalog.Dispose();
        files.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Who_comes_after_the_next_swap_began_hears_the_one_that_was_asked_for()
    {
        await SayAsync("one", "two");
        await History.RecordAsync(Ended, lease);
        await KnowAsync(Next);

        var heard = await HeardAsync(from: 1);

        Assert.Equal("s-1", (string?)JsonNode.Parse(heard[0].Data)!["keys"]!["swap"]!["value"]!["id"]);
        Assert.Equal("ready", (string?)JsonNode.Parse(heard[0].Data)!["keys"]!["swap"]!["value"]!["phase"]);
        Assert.DoesNotContain(heard, item => item.Data.Contains("s-2", StringComparison.Ordinal));
        Assert.Equal(("end", "4"), (heard[^1].EventType, heard[^1].EventId));
    }

    [Fact]
    public async Task A_swap_whose_end_and_the_next_ones_begin_come_at_once_is_heard_to_its_end()
    {
        await KnowAsync(Running);
        await using var stream = Stream.ReadAsync("s-1", known: 0, from: 1, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await stream.MoveNextAsync());
        await SayAsync("one");
        await History.RecordAsync(Ended, lease);
        await KnowAsync(Next);

        List<SseItem<string>> heard = [];
        while (await stream.MoveNextAsync()) heard.Add(stream.Current);

        var changes = heard.Where(item => item.EventType == "change")
            .Select(item => JsonNode.Parse(item.Data)!).ToList();
        Assert.All(changes, change => Assert.Equal("s-1", (string?)change["value"]!["id"]));
        Assert.Equal("ready", (string?)changes[^1]["value"]!["phase"]);
        Assert.Equal("end", heard[^1].EventType);
    }

    [Fact]
    public async Task Only_who_has_heard_the_end_has_nothing_to_come_back_for()
    {
        await SayAsync("one", "two");
        await History.RecordAsync(Ended, lease);
        await KnowAsync(Ended);
        var end = long.Parse((await HeardAsync(from: 1))[^1].EventId!, CultureInfo.InvariantCulture);

        Assert.Equal((false, false, true), (
            await HasHeardEndAsync(1), await HasHeardEndAsync(end - 1), await HasHeardEndAsync(end)));
        Assert.Equal(["snapshot", "end"],
            (await HeardAsync(from: end - 1)).Select(item => item.EventType).Where(type => type != "stale"));
    }

    [Fact]
    public async Task A_swap_that_runs_has_not_ended_for_anybody()
    {
        await KnowAsync(Running);

        Assert.False(await Stream.HasHeardEndAsync("s-1", known: 0, 99));
    }

    [Fact]
    public async Task A_swap_that_was_not_heard_of_yet_has_not_ended()
    {
        await KnowAsync(Ended);

        Assert.False(await Stream.HasHeardEndAsync("s-2", known: long.MaxValue, line: 99));
    }

    private Task<bool> HasHeardEndAsync(long line) => Stream.HasHeardEndAsync("s-1", known: 0, line);

    private async Task<List<SseItem<string>>> HeardAsync(long from)
    {
        List<SseItem<string>> heard = [];
        await foreach (var item in Stream.ReadAsync("s-1", known: 0, from, Cancel)) heard.Add(item);
        return heard;
    }

    private async Task SayAsync(params string[] lines) =>
        await Logs.AppendAsync("s-1", lease, block: null, [.. lines.Select(text => new LogLine("spark1", 0, text))]);

    private async Task KnowAsync(SwapState swap)
    {
        var known = new TaskCompletionSource();
        using var _ = mirror.Watch(_ => { }, _ => Look());
        await Store.WriteAsync(States.Swap, swap);
        Look();
        await known.Task.WaitAsync(Patience, Cancel);

        void Look()
        {
            if (mirror.Value(States.Swap) is { } now && (now.Id, now.Phase) == (swap.Id, swap.Phase))
                known.TrySetResult();
        }
    }
}

[Collection(nameof(OnRedis))]
public sealed class SwapStreamRedisTests(RedisFixture server) : SwapStreamTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapStreamGarnetTests(GarnetFixture server) : SwapStreamTests(server);
