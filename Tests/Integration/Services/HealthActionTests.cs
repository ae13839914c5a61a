using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>What HealthMonitor hands over, and what a holder of the lease before us has left.</summary>
public sealed class HealthActionTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private ServicePanel panel = null!;

    private HandOver Actions => new(panel.Redis, panel.Redis.Keys.Actions);

    public async ValueTask InitializeAsync() => panel = await ServicePanel.StartAsync(redis);

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task What_a_machine_has_decided_is_done_like_a_click_and_says_why()
    {
        await SeenAsync("parakeet", n: 7);

        await PushAsync("h-1", "parakeet", decidedOn: 7);

        var action = await panel.EndOfAsync("parakeet", "h-1");
        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(("liveness", "It was stuck", 7L), (action.Source, action.Reason, action.DecidedOn));
        Assert.Equal(["restart parakeet-asr"], panel.Docker.Calls);
        Assert.Equal("parakeet was restarted. It was stuck.", Assert.Single(await panel.LinesAsync()).Evidence);
        Assert.Empty(await Actions.UnsettledAsync());
    }

    [Theory]
    [InlineData("parakeet", 6, 30)]
    [InlineData("parakeet", 7, -1)]
    [InlineData("nobody", 7, 30)]
    public async Task What_is_no_longer_true_or_comes_late_is_dropped(string service, long decidedOn, int seconds)
    {
        await SeenAsync("parakeet", n: 7);
        await SeenAsync("magpie", n: 1);

        await PushAsync("h-1", service, decidedOn, seconds);
        await PushAsync("h-2", "magpie", decidedOn: 1);

        await panel.EndOfAsync("magpie", "h-2");
        await Until.TrueAsync(async () => (await Actions.UnsettledAsync()).Count == 0, "both are settled");
        Assert.Null(await panel.Store.ReadAsync(States.Action(service)));
        Assert.Equal(["restart magpie-tts"], panel.Docker.Calls);
    }

    [Fact]
    public async Task A_person_who_was_first_keeps_the_service()
    {
        await SeenAsync("parakeet", n: 1);
        using var slow = panel.Docker.While($"slow-{ServicePanel.Parakeet}");
        var click = await panel.BeginAsync("parakeet/stop");

        await PushAsync("h-1", "parakeet", decidedOn: 1);

        await Until.TrueAsync(async () => (await Actions.UnsettledAsync()).Count == 0, "the machine's is settled");
        slow.Dispose();
        Assert.Equal(ActionPhase.Done, (await panel.EndOfAsync("parakeet", click)).Phase);
        Assert.Equal(["stop parakeet-asr"], panel.Docker.Calls);
    }

    [Fact]
    public async Task A_model_that_is_to_be_shed_is_unloaded_as_by_a_click()
    {
        await SeenAsync("vllm", n: 3);

        await PushAsync("h-1", "vllm", decidedOn: 3, verb: ServiceVerb.Stop);

        Assert.Equal(ActionPhase.Done, (await panel.EndOfAsync("vllm", "h-1")).Phase);
        Assert.Equal(SwapKind.Stop, (await panel.UntilAsync(States.Swap, _ => true)).Kind);
        Assert.DoesNotContain(panel.Docker.Calls, call => call.StartsWith("stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_driver_that_ends_in_the_middle_leaves_the_rest_to_the_next_and_nothing_is_done_twice()
    {
        using var slow = panel.Docker.While($"slow-{ServicePanel.Parakeet}");
        var id = await panel.BeginAsync("parakeet/restart");
        await Until.TrueAsync(() => panel.Docker.Calls.Count == 1, "docker was told");
        await panel.CloseAsync();
        slow.Dispose();

        await panel.OpenAsync();

        var action = await panel.EndOfAsync("parakeet", id);
        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(["restart parakeet-asr"], panel.Docker.Calls);
        Assert.Empty(await new HandOver(panel.Redis, panel.Redis.Keys.Requests).UnsettledAsync());
    }

    [Fact]
    public async Task What_was_begun_and_never_told_to_docker_is_settled_by_the_truth_and_not_repeated()
    {
        await panel.CloseAsync();
        await panel.OpenAsync();
        var begun = new ServiceAction
        {
            Id = "a-lost",
            Service = "parakeet",
            Verb = ServiceVerb.Restart,
            Phase = ActionPhase.Running,
            Source = "page",
            RequestedAt = panel.Clock.GetUtcNow(),
            StartedBefore = DateTimeOffset.Parse("2026-05-14T10:00:00.1234567Z", null)
        };

        await panel.Store.WriteAsync(States.Action("parakeet"), begun);

        var action = await panel.EndOfAsync("parakeet", "a-lost");
        Assert.Equal((ActionPhase.Failed, "interrupted"), (action.Phase, action.Failure?.Code));
        Assert.Empty(panel.Docker.Calls);
    }

    private Task<long?> SeenAsync(string service, long n) => panel.Store.WriteAsync(
        States.Service(service),
        new ServiceState
        {
            Name = service,
            Verdict = ServiceVerdict.Unhealthy,
            Since = panel.Clock.GetUtcNow(),
            N = n
        });

    private Task<bool> PushAsync(
        string id, string service, long decidedOn, int seconds = 30, ServiceVerb verb = ServiceVerb.Restart)
    {
        var now = panel.Clock.GetUtcNow();
        return Actions.PushAsync(new HealthAction(
            id, service, verb, decidedOn, "liveness", "It was stuck", now, now.AddSeconds(seconds)));
    }
}
