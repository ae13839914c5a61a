using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Status;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Discovery;

public sealed class EndpointsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly EffectiveSettings Pair = new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "10.0.0.1" },
        Spark2 = new() { Name = "spark2", Host = "10.0.0.2" }
    };

    [Fact]
    public void The_shape_is_the_one_that_clients_know()
    {
        var json = JsonNode.Parse(Wire.Write(At(Pair, null, Vllm())))!;

        Assert.Equal(["vllm", "parakeet", "magpie"], json.AsObject().Select(member => member.Key));
        Assert.Equal(
            """{"ready":true,"base_url":"http://10.0.0.1:8888/v1","model":"org/model","openai_compat":true}""",
            json["vllm"]!.ToJsonString());
        Assert.Equal("""{"ready":false,"base_url":"http://10.0.0.2:8000","kind":"stt","model":null}""",
            json["parakeet"]!.ToJsonString());
        Assert.Equal(
            """{"ready":false,"base_url":"http://10.0.0.2:9000","kind":"tts"}""", json["magpie"]!.ToJsonString());
    }

    [Fact]
    public void Without_a_Spark_there_is_no_address_and_with_one_it_has_all()
    {
        var nothing = At(new() { PanelId = "p" }, null, null);
        var solo = At(Pair with { Spark2 = null }, null, null);

        Assert.Equal((null, null, null), (nothing.Vllm.BaseUrl, nothing.Parakeet.BaseUrl, nothing.Magpie.BaseUrl));
        Assert.Equal("http://10.0.0.1:8000", solo.Parakeet.BaseUrl);
    }

    [Theory]
    [InlineData(ServiceVerdict.Healthy, 5, true)]
    [InlineData(ServiceVerdict.Degraded, 20, true)]
    [InlineData(ServiceVerdict.Healthy, 21, false)]
    [InlineData(ServiceVerdict.Unknown, 1, false)]
    [InlineData(ServiceVerdict.Unhealthy, 1, false)]
    [InlineData(ServiceVerdict.Starting, 1, false)]
    public void Ready_needs_a_good_verdict_and_an_answer_of_late(ServiceVerdict verdict, int secondsAgo, bool ready) =>
        Assert.Equal(ready, At(Pair, null, Vllm(verdict, secondsAgo)).Vllm.Ready);

    [Theory]
    [InlineData(SwapPhase.Preflight, true)]
    [InlineData(SwapPhase.Stopping, false)]
    [InlineData(SwapPhase.Launching, false)]
    [InlineData(SwapPhase.Loading, false)]
    public void What_answers_during_a_swap_is_about_to_go(SwapPhase phase, bool ready) =>
        Assert.Equal(ready, At(Pair, Swap(phase), Vllm()).Vllm.Ready);

    [Fact]
    public void What_another_address_has_answered_says_nothing_of_this_one() =>
        Assert.False(At(Pair with { VllmPort = 8001 }, null, Vllm()).Vllm.Ready);

    [Theory]
    [InlineData(SwapPhase.Stopped, true, 1, ServiceVerdict.Unknown)]
    [InlineData(SwapPhase.Ready, true, 1, ServiceVerdict.Unknown)]
    [InlineData(SwapPhase.Failed, true, 1, ServiceVerdict.Unknown)]
    [InlineData(SwapPhase.Failed, false, 1, ServiceVerdict.Healthy)]
    [InlineData(SwapPhase.Ready, true, 9, ServiceVerdict.Healthy)]
    public void What_answered_before_a_swap_had_ended_is_gone_unless_it_was_never_stopped(
        SwapPhase phase, bool wasStopped, int endedSecondsAgo, ServiceVerdict told)
    {
        var ended = Swap(phase) with { EndedAt = Now.AddSeconds(-endedSecondsAgo) };
        var stages = ended.Stages.Append(new(SwapPhase.Stopping, null, Now.AddMinutes(-1)));
        if (wasStopped) ended = ended with { Stages = [.. stages] };

        var vllm = Freshness.After(ended, Vllm(secondsAgo: 5))!;

        Assert.Equal((told, told == ServiceVerdict.Healthy), (vllm.Verdict, vllm.Model is not null));
    }

    [Fact]
    public void After_a_stop_a_server_that_is_gone_is_told_as_stopped()
    {
        var stop = Swap(SwapPhase.Stopped) with { EndedAt = Now, Stages = [new(SwapPhase.Stopping, null, Now)] };

        Assert.Equal(ServiceVerdict.Stopped, Freshness.After(stop, Vllm(ServiceVerdict.Stopped, 60))!.Verdict);
    }

    [Theory]
    [InlineData(SwapPhase.Preflight, false, 60, true)]
    [InlineData(SwapPhase.Loading, false, 60, true)]
    [InlineData(SwapPhase.Loading, false, -60, false)]
    [InlineData(SwapPhase.Loading, true, 60, false)]
    [InlineData(SwapPhase.Failed, false, 60, false)]
    [InlineData(SwapPhase.Cancelled, false, 60, false)]
    public void A_load_that_comes_to_nothing_promises_nothing(
        SwapPhase phase, bool cancelled, int inSeconds, bool promises)
    {
        var to = Now.AddSeconds(inSeconds);
        var load = Swap(phase) with { CancelRequested = cancelled, Eta = new(to.AddMinutes(-1), to, 3) };

        Assert.Equal(promises ? to : null, At(Pair, load, null).Vllm.ExpectedReadyAt);
    }

    [Fact]
    public void A_load_with_a_history_says_when_and_a_service_that_is_off_says_so()
    {
        var loading = Swap(SwapPhase.Loading) with { Eta = new(Now.AddMinutes(4), Now.AddMinutes(6), 3) };
        var off = At(Pair with { DisabledServices = ["vllm", "magpie"] }, null, Vllm());

        Assert.Equal(Now.AddMinutes(6), At(Pair, loading, null).Vllm.ExpectedReadyAt);
        Assert.Equal((true, null, true), (off.Vllm.Disabled, off.Parakeet.Disabled, off.Magpie.Disabled));
        Assert.False(off.Vllm.Ready);
    }

    [Theory]
    [InlineData(5, ServiceVerdict.Healthy)]
    [InlineData(20, ServiceVerdict.Healthy)]
    [InlineData(21, ServiceVerdict.Unknown)]
    public void The_last_word_of_a_monitor_that_died_does_not_count_for_ever(int secondsAgo, ServiceVerdict told) =>
        Assert.Equal(
            told, Freshness.Of(new Observed<ServiceState>(1, Now.AddSeconds(-secondsAgo), Vllm()), Now)!.Verdict);

    [Fact]
    public void What_nobody_looks_at_any_more_serves_nothing_that_is_known()
    {
        var seen = new Observed<ServiceState>(1, Now.AddMinutes(-1), Vllm() with { Planned = true });

        var told = Freshness.Of(seen, Now)!;

        Assert.Equal((null, false), (told.Model, told.Planned));
    }

    [Fact]
    public void A_node_that_nobody_looks_at_any_more_is_unknown()
    {
        var node = new NodeStatus { Name = "spark1", Host = "10.0.0.1", Link = new(NodeState.Up) };

        Assert.Equal(NodeState.Up, Freshness.Of(new Observed<NodeStatus>(1, Now, node), Now)!.Link.State);
        Assert.Equal(
            NodeState.Unknown, Freshness.Of(new Observed<NodeStatus>(1, Now.AddMinutes(-1), node), Now)!.Link.State);
    }

    private static EndpointsView At(EffectiveSettings settings, SwapState? swap, ServiceState? vllm) =>
        new EndpointsNow(settings, swap, Now, name => name == "vllm" ? vllm : null).Compose();

    private static SwapState Swap(SwapPhase phase) =>
        SwapMachine.Begin("s-1", SwapKind.Load, ["spark1"], Now) with { Phase = phase };

    private static ServiceState Vllm(ServiceVerdict verdict = ServiceVerdict.Healthy, int secondsAgo = 1) => new()
    {
        Name = "vllm",
        Verdict = verdict,
        Since = Now.AddHours(-1),
        LastGood = Now.AddSeconds(-secondsAgo),
        BaseUrl = "http://10.0.0.1:8888/v1",
        Model = new("org/model", "org/model", 4096)
    };
}
