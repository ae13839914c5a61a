using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
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
        await Until.TrueAsync(async () => (await Actions.UnsettledAsync()).Count == 0, "it is settled");
    }

    [Theory]
    [InlineData("parakeet", 6, 600)]
    [InlineData("parakeet", 7, -1)]
    [InlineData("nobody", 7, 600)]
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

        await Until.TrueAsync(
            async () => (await Actions.WaitingAsync()).Count == 0 && (await Actions.UnsettledAsync()).Count == 0,
            "the machine's is settled");
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
    public async Task A_swap_that_was_begun_and_not_heard_of_is_found_again_and_not_begun_twice()
    {
        await SeenAsync("vllm", n: 3);
        await PushAsync("h-1", "vllm", decidedOn: 3, verb: ServiceVerb.Stop);
        var first = await panel.EndOfAsync("vllm", "h-1");
        var swap = await panel.UntilAsync(States.Swap, swap => swap.Run.Action == "h-1");

        // As it was when Redis had taken the swap and its answer was lost.
        await panel.Store.WriteAsync(
            States.Action("vllm"), first with { Phase = ActionPhase.Waiting, EndedAt = null, Reason = "Once more" });

        var second = await panel.UntilAsync(
            States.Action("vllm"), action => action is { IsActive: false, Reason: "Once more" });
        Assert.True(second.Phase == ActionPhase.Done, Wire.Write(second));
        Assert.Equal(swap.Id, (await panel.Store.ReadAsync(States.Swap))!.Value.Id);
    }

    [Fact]
    public async Task A_swap_that_was_not_begun_yet_is_begun_by_whoever_takes_the_action_up()
    {
        await panel.Store.WriteAsync(States.Action("vllm"), Begun("h-1", "vllm", ServiceVerb.Stop) with
        {
            Phase = ActionPhase.Waiting,
            Source = "watchdog"
        });

        var action = await panel.EndOfAsync("vllm", "h-1");

        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal("h-1", (await panel.UntilAsync(States.Swap, _ => true)).Run.Action);
        var line = Assert.Single(await panel.LinesAsync(), line => line.Kind == ConnectivityKind.Action);
        Assert.Equal(("vllm was asked to stop.", "spark1"), (line.Evidence, line.Node));
    }

    [Fact]
    public async Task What_docker_has_refused_stays_so_when_only_the_outcome_was_not_written()
    {
        using var refuses = panel.Docker.While("refuses");
        var told = await panel.Get<ClusterNodes>().ChangeAsync("spark1", async (shell, epoch) =>
            (await new RemoteJobs(shell, TimeProvider.System).StartAsync(
                "a-own", ServiceContainers.Job("restart", ServicePanel.Parakeet), epoch)).Result);
        Assert.True(told.Succeeded);

        await panel.Store.WriteAsync(States.Action("parakeet"), Begun("a-own", "parakeet", ServiceVerb.Restart) with
        {
            Instance = panel.Get<InstanceName>().Id
        });

        var action = await panel.EndOfAsync("parakeet", "a-own");
        Assert.Equal((ActionPhase.Failed, "docker_permission"), (action.Phase, action.Failure?.Code));
    }

    [Fact]
    public async Task What_this_panel_has_begun_and_not_told_docker_is_told_now()
    {
        await panel.Store.WriteAsync(States.Action("parakeet"), Begun("a-own", "parakeet", ServiceVerb.Restart) with
        {
            Instance = panel.Get<InstanceName>().Id
        });

        var action = await panel.EndOfAsync("parakeet", "a-own");

        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(["restart parakeet-asr"], panel.Docker.Calls);
    }

    [Fact]
    public async Task What_was_begun_on_another_machine_is_not_looked_for_on_this_one()
    {
        await panel.Store.WriteAsync(States.Action("parakeet"), Begun("a-old", "parakeet", ServiceVerb.Stop) with
        {
            Place = new("spark1", new("192.0.2.9", 22), ServicePanel.Parakeet)
        });

        var failure = (await panel.EndOfAsync("parakeet", "a-old")).Failure!;

        Assert.Equal("interrupted", failure.Code);
        Assert.Contains("another machine", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(panel.Docker.Calls);
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
        await SettledAsync();
    }

    [Fact]
    public async Task What_was_begun_and_never_told_to_docker_is_settled_by_the_truth_and_not_repeated()
    {
        await panel.CloseAsync();
        await panel.OpenAsync();
        await panel.Store.WriteAsync(States.Action("parakeet"), Begun("a-lost", "parakeet", ServiceVerb.Restart));

        var action = await panel.EndOfAsync("parakeet", "a-lost");
        Assert.Equal((ActionPhase.Failed, "interrupted"), (action.Phase, action.Failure?.Code));
        Assert.Empty(panel.Docker.Calls);
    }

    private Task SettledAsync()
    {
        var requests = new HandOver(panel.Redis, panel.Redis.Keys.Requests);
        return Until.TrueAsync(async () => (await requests.UnsettledAsync()).Count == 0, "all is settled");
    }

    private ServiceAction Begun(string id, string service, ServiceVerb verb) => new()
    {
        Id = id,
        Service = service,
        Verb = verb,
        Phase = ActionPhase.Running,
        Source = "page",
        RequestedAt = panel.Clock.GetUtcNow(),
        StartedBefore = DateTimeOffset.Parse("2026-05-14T10:00:00.1234567Z", null)
    };

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
        string id, string service, long decidedOn, int seconds = 600, ServiceVerb verb = ServiceVerb.Restart)
    {
        var now = panel.Clock.GetUtcNow();
        return Actions.PushAsync(new HealthAction(
            id, service, verb, decidedOn, "liveness", "It was stuck", now, now.AddSeconds(seconds)));
    }
}
