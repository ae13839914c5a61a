using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>The real driver, log and history on a real server; only the Sparks are made up.</summary>
public abstract class SwapDriverTests(IRedisServer server) : RedisTest(server)
{
    private readonly FakeTimeProvider time = new(Given.Start);
    private readonly ScriptedPair pair = new();

    private HandOver Requests => new(Redis, Redis.Keys.Requests);

    [Fact]
    public async Task A_load_is_driven_to_ready_and_all_that_it_teaches_is_kept()
    {
        pair.LetTheRestCome();
        var lease = await TakeLeaseAsync();

        await PassAsync(DriveAsync(await BeginAsync(lease), lease, null, Cancel));

        var swap = await EndedAsync(SwapPhase.Ready);
        await CheckLogAsync();
        Assert.Equal("s-1", Assert.Single(pair.Ended).Id);
        Assert.Empty(await Requests.UnsettledAsync());
        Assert.Equal(("wanted", "s-1"),
            ((await Store.ReadAsync(States.Good))!.Value.Model, (await Store.ReadAsync(States.Good))!.Value.Swap));
        Assert.Equal(1, (await Store.ReadAsync(States.Usual))!.Value.Models["wanted"].Loads);
        Assert.Equal(Wire.Write(swap), Wire.Write(await History().FindAsync("s-1")));
    }

    [Fact]
    public async Task A_second_driver_ends_what_a_first_one_left_half_way()
    {
        var mine = await TakeLeaseAsync();
        using var killed = new CancellationTokenSource();
        var first = DriveAsync(await BeginAsync(mine), mine, null, killed.Token);
        await pair.HalfRead.WaitAsync(Patience, Cancel);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience, Cancel));

        pair.LetTheRestCome();
        var theirs = await TakeLeaseAsync("they");
        await PassAsync(DriveAsync((null, (await Store.ReadAsync(States.Swap))!.Value), theirs, null, Cancel));

        await EndedAsync(SwapPhase.Ready);
        await CheckLogAsync();
        Assert.Equal(1, pair.Launches);
        Assert.Equal(1, await Redis.Database.ListLengthAsync(Redis.Keys.Swaps));
    }

    [Fact]
    public async Task A_driver_that_does_not_know_that_it_lost_the_lease_changes_nothing()
    {
        var mine = await TakeLeaseAsync();
        var first = DriveAsync(await BeginAsync(mine), mine, null, Cancel);
        await pair.HalfRead.WaitAsync(Patience, Cancel);

        var theirs = await TakeLeaseAsync("they");
        var second = DriveAsync((null, (await Store.ReadAsync(States.Swap))!.Value), theirs, null, Cancel);
        pair.LetTheRestCome();
        await PassAsync(Task.WhenAll(first, second));

        await EndedAsync(SwapPhase.Ready);
        await CheckLogAsync();
        Assert.Equal((1, 1), (pair.Launches, pair.Ended.Count));
    }

    [Fact]
    public async Task Lines_that_were_stored_while_their_answer_was_lost_are_weighed_all_the_same()
    {
        pair.LosesAnAnswer = true;
        pair.LetTheRestCome();
        var lease = await TakeLeaseAsync();

        await PassAsync(DriveAsync(await BeginAsync(lease), lease, null, Cancel));

        var swap = await EndedAsync(SwapPhase.Ready);
        await CheckLogAsync();
        Assert.True(swap.Run.SaidComplete);
    }

    [Fact]
    public async Task A_cancel_in_the_middle_of_a_load_ends_with_empty_nodes()
    {
        var lease = await TakeLeaseAsync();
        var signals = Channel.CreateBounded<SwapSignal>(256);
        var driving = DriveAsync(await BeginAsync(lease), lease, signals, Cancel);
        await pair.HalfRead.WaitAsync(Patience, Cancel);

        await signals.Writer.WriteAsync(new SwapSignal.CancelAsked(), Cancel);
        await PassAsync(driving);

        var swap = await EndedAsync(SwapPhase.Cancelled);
        Assert.All(swap.Nodes, n => Assert.Equal(NodeRemains.Empty, n.Remains));
        Assert.Null(await Store.ReadAsync(States.Good));
    }

    [Fact]
    public async Task Lines_that_come_with_the_end_still_say_why_it_failed()
    {
        var lease = await TakeLeaseAsync();
        var gone = new SwapFailure { Code = "process_gone", Title = "vLLM ended", Node = "spark1" };
        var failed = SwapMachine.Fail(Given.Swap(SwapPhase.Loading), gone, Given.Start);
        await Store.WriteAsync(States.Swap, failed, lease);
        var signals = Channel.CreateBounded<SwapSignal>(256);
        await signals.Writer.WriteAsync(new SwapSignal.AnotherPanel("p-2"), Cancel);
        await signals.Writer.WriteAsync(new SwapSignal.Lines(1, [new("spark1", 0, "torch.OutOfMemoryError")]), Cancel);

        await PassAsync(DriveAsync((null, failed), lease, signals, Cancel));

        Assert.Equal("out_of_memory", (await EndedAsync(SwapPhase.Failed)).Failure?.Code);
    }

    [Fact]
    public async Task A_swap_that_is_recorded_twice_is_in_the_history_once()
    {
        var lease = await TakeLeaseAsync();
        var swap = Given.Swap(SwapPhase.Ready) with { Model = "wanted" };

        await History().RecordAsync(swap, lease);
        await History().RecordAsync(swap with { Id = "s-2" }, lease);
        await History().RecordAsync(swap with { Replaces = "Old" }, lease);

        Assert.Equal(2, await Redis.Database.ListLengthAsync(Redis.Keys.Swaps));
        Assert.Equal(2, await Redis.Database.ListLengthAsync(Redis.Keys.Loads("wanted")));
        Assert.Equal("Old", (await History().FindAsync("s-1"))!.Replaces);
    }

    private SwapHistory History() => new(Redis, Store);

    private async Task<(HandOverEntry? Entry, SwapState State)> BeginAsync(Lease lease)
    {
        var begun = SwapMachine.Begin("s-1", SwapKind.Load, ["spark1", "spark2"], Given.Start) with
        {
            Model = "wanted",
            ModelName = "Wanted",
            Weights = Given.Weights,
            Command = "./launch-cluster.sh"
        };
        await new SwapDesk(Redis, time)
            .BeginAsync(begun with { Run = begun.Run with { Model = Given.Model(ModelNodes.Cluster) } }, null);
        return (await Requests.TakeAsync(lease), (await Store.ReadAsync(States.Swap))!.Value);
    }

    private async Task DriveAsync(
        (HandOverEntry? Entry, SwapState State) swap, Lease lease, Channel<SwapSignal>? signals, CancellationToken leading)
    {
        var link = await LinkAsync();
        var store = new StateStore(link, time);
        var driver = new SwapDriver(pair, store, new(link), new(link, store), time, NullLogger<SwapDriver>.Instance);
        await driver.DriveAsync(
            swap.State, swap.Entry, new(), lease, signals ?? Channel.CreateBounded<SwapSignal>(256), leading);
    }

    // Time passes until it is done: a driver waits for last lines, and 2 s before it begins anew.
    private async Task PassAsync(Task work)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!work.IsCompleted)
        {
            end.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Redis.Database.PingAsync();
        }

        await work;
    }

    private async Task<SwapState> EndedAsync(SwapPhase phase)
    {
        var swap = (await Store.ReadAsync(States.Swap))!.Value;
        Assert.Equal((phase, false), (swap.Phase, swap.IsActive));
        return swap;
    }

    private async Task CheckLogAsync()
    {
        var log = await new LogStore(Redis).ReadAsync("s-1", 1, LogStore.MaxLines);
        Assert.Equal(ScriptedPair.Launcher, log.Lines.Where(l => l.Node == LogLine.Launcher).Select(l => l.Text));
        Assert.Equal(ScriptedPair.Head, log.Lines.Where(l => l.Node == "spark1").Select(l => l.Text));
    }
}

[Collection(nameof(OnRedis))]
public sealed class SwapDriverRedisTests(RedisFixture server) : SwapDriverTests(server);

[Collection(nameof(OnGarnet))]
public sealed class SwapDriverGarnetTests(GarnetFixture server) : SwapDriverTests(server);
