using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Watchdog;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>The way of an order to make room, from the watch on a node to ControlApi.</summary>
[Collection(nameof(OnRedis))]
public sealed class ShedTests(RedisFixture server) : RedisTest(server)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly SparkSettings node = new() { Name = "spark1", Host = "10.0.0.1" };
    private readonly List<string> given = [];

    private HandOver Actions => new(Redis, Redis.Keys.Actions);

    [Fact]
    public async Task What_could_not_be_asked_for_at_once_is_asked_for_later_and_once()
    {
        var desk = new ShedDesk("parakeet", Redis, time);
        desk.Order("Memory is low.");
        var (seen, made) = desk.Decide(Healthy, MachineDecisions.None, leads: true);

        // The write of the state has failed, so nothing was pushed; the order may be given again meanwhile.
        desk.Order("Memory is low.");
        (seen, made) = desk.Decide(seen, made, leads: true);
        await desk.PushAsync(7);
        await desk.PushAsync(7);

        var action = Wire.Read<HealthAction>(Assert.Single(await Actions.WaitingAsync()));
        Assert.Equal((7, made.At[0]), (action.DecidedOn, action.At));
        Assert.Single(seen.Restarts);
    }

    [Fact]
    public async Task Who_has_lost_the_lease_asks_for_nothing_any_more()
    {
        var desk = new ShedDesk("parakeet", Redis, time);
        desk.Order("Memory is low.");
        var (seen, made) = desk.Decide(Healthy, MachineDecisions.None, leads: true);

        desk.Decide(seen, made, leads: false);
        await desk.PushAsync(7);

        Assert.Empty(await Actions.WaitingAsync());
    }

    [Fact]
    public async Task That_it_gave_up_is_told_also_when_it_could_not_be_at_once()
    {
        var desk = new ShedDesk("parakeet", Redis, time);
        var now = time.GetUtcNow();
        var thrice = new MachineDecisions([now.AddMinutes(-9), now.AddMinutes(-6), now.AddMinutes(-3)]);
        desk.Order("Memory is low.");
        var (seen, made) = desk.Decide(Healthy, thrice, leads: true);

        desk.Decide(seen, made, leads: true);
        await desk.PushAsync(7);

        Assert.Single(await new NoticeList(Redis).Waiting.WaitingAsync());
    }

    [Fact]
    public async Task The_order_is_given_with_every_sample_that_is_dangerous()
    {
        var guard = Guard();
        await LookAsync(guard, 2, 2, 2, 2, 50, 50);

        Assert.Equal(["parakeet", "parakeet"], given);
    }

    /// <summary>How the model's container is on a node that has not its address, and how many orders come.</summary>
    [Theory]
    [InlineData("running", 2)]
    [InlineData("exited", 0)]
    public async Task A_model_makes_room_on_its_second_node_too_where_it_runs_there(string status, int orders)
    {
        var guard = Guard();
        var pair = new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = node with { Name = "spark0", Host = "10.0.0.9" },
            Spark2 = node,
            Watchdog = new() { Shed = "vllm" }
        };
        var model = new ContainerSample("vllm_node") { Present = true, Status = status };
        var lease = await TakeLeaseAsync();

        // Then its docker says nothing any more.
        foreach (var (gib, seen) in new[] { (50, model), (2, null), (2, null), (2, null), (2, null) })
        {
            var sampled = Sampled(gib);
            guard.Look(
                sampled with { Sample = sampled.Sample! with { Containers = seen is null ? null : [seen] } }, pair);
            await guard.TellAsync(lease);
        }

        Assert.Equal(Enumerable.Repeat("vllm", orders), given);
    }

    [Fact]
    public async Task An_order_that_was_not_given_before_memory_was_back_is_none()
    {
        var guard = Guard();
        foreach (var gib in new[] { 2, 2, 2, 50, 50, 50, 50, 50, 50 }) guard.Look(Sampled(gib), Settings);

        await guard.TellAsync(await TakeLeaseAsync());

        Assert.Empty(given);
    }

    private static ServiceState Healthy => new()
    {
        Name = "parakeet",
        Verdict = ServiceVerdict.Healthy,
        Since = DateTimeOffset.UnixEpoch
    };

    private EffectiveSettings Settings =>
        new() { PanelId = "p", Spark1 = node, Watchdog = new() { Shed = "parakeet" } };

    private NodeGuard Guard()
    {
        var orders = new ShedOrders();
        orders.Given += (service, _) => given.Add(service);
        return new(node, new(Redis, time), orders, new(Redis), stored: null);
    }

    private async Task LookAsync(NodeGuard guard, params int[] samples)
    {
        var lease = await TakeLeaseAsync();
        foreach (var gib in samples)
        {
            guard.Look(Sampled(gib), Settings);
            await guard.TellAsync(lease);
        }
    }

    private NodeStatus Sampled(int availableGib)
    {
        time.Advance(TimeSpan.FromSeconds(5));
        return new()
        {
            Name = node.Name,
            Host = node.Host,
            Link = new(NodeState.Up),
            SampledAt = time.GetUtcNow(),
            Sample = new() { MemAvailableBytes = availableGib * 1024L * 1024 * 1024 }
        };
    }
}
