using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Health;

public sealed class VllmVerdictTests
{
    [Theory]
    [InlineData(nameof(ProbeOutcome.Answered), Healthy)]
    [InlineData(nameof(ProbeOutcome.AnsweredInPart), Degraded)]
    [InlineData(nameof(ProbeOutcome.AnsweredBadly), Unhealthy)]
    [InlineData(nameof(ProbeOutcome.Silent), Unhealthy)]
    [InlineData(nameof(ProbeOutcome.Refused), Stopped)]
    [InlineData(nameof(ProbeOutcome.Unreachable), Unknown)]
    public void An_answer_is_judged_by_how_it_came(string outcome, ServiceVerdict expected) =>
        Assert.Equal(expected, Judge(outcome, null));

    [Theory]
    [InlineData(null, Unknown, Stopped)]
    [InlineData(null, Stopped, Stopped)]
    [InlineData(null, Healthy, Unhealthy)]
    [InlineData(null, Unhealthy, Unhealthy)]
    [InlineData(SwapPhase.Ready, Unknown, Unhealthy)]
    [InlineData(SwapPhase.Ready, Healthy, Unhealthy)]
    [InlineData(SwapPhase.Stopped, Stopped, Stopped)]
    [InlineData(SwapPhase.Stopped, Healthy, Unhealthy)]
    [InlineData(SwapPhase.Failed, Starting, Stopped)]
    [InlineData(SwapPhase.Cancelled, Starting, Stopped)]
    public void Nothing_serving_is_a_fault_only_where_something_should(SwapPhase? last, ServiceVerdict present, ServiceVerdict expected) =>
        Assert.Equal(expected, Judge(nameof(ProbeOutcome.Refused), last is { } phase ? Ended(phase) : null, present: present));

    [Theory]
    [InlineData(SwapPhase.Preflight, Unhealthy, false)]
    [InlineData(SwapPhase.Stopping, Stopped, true)]
    [InlineData(SwapPhase.Launching, Starting, true)]
    [InlineData(SwapPhase.Loading, Starting, true)]
    [InlineData(SwapPhase.Failed, Stopped, true)]
    [InlineData(SwapPhase.Cancelled, Stopped, true)]
    public void A_swap_explains_silence_from_its_stopping_until_it_has_ended(SwapPhase phase, ServiceVerdict expected, bool planned)
    {
        Assert.Equal(expected, Judge(nameof(ProbeOutcome.Refused), Active(phase), present: Healthy));
        Assert.Equal(planned, VllmVerdict.IsPlanned(Active(phase), expected));
    }

    [Theory]
    [InlineData(SwapPhase.Stopped, Stopped, true)]
    [InlineData(SwapPhase.Stopped, Unhealthy, false)]
    [InlineData(SwapPhase.Cancelled, Stopped, true)]
    [InlineData(SwapPhase.Cancelled, Unhealthy, false)]
    [InlineData(SwapPhase.Failed, Stopped, false)]
    [InlineData(SwapPhase.Ready, Unhealthy, false)]
    [InlineData(SwapPhase.Ready, Stopped, false)]
    [InlineData(null, Stopped, true)]
    [InlineData(null, Unhealthy, false)]
    public void Where_nobody_wants_a_model_that_is_planned_for_as_long_as_nothing_runs(
        SwapPhase? last, ServiceVerdict verdict, bool planned) =>
        Assert.Equal(planned, VllmVerdict.IsPlanned(last is { } phase ? Ended(phase) : null, verdict));

    [Theory]
    [InlineData(true, SwapPhase.Preflight, SwapPhase.Failed)]
    [InlineData(false, SwapPhase.Preflight, SwapPhase.Stopping, SwapPhase.Failed)]
    public void A_load_that_was_refused_has_taken_no_model_away(bool planned, params SwapPhase[] phases)
    {
        var stages = phases.Select(phase => new StageStart(phase, null, DateTimeOffset.UnixEpoch));
        var swap = Ended(SwapPhase.Failed) with { Stages = [.. stages] };

        Assert.Equal(planned, VllmVerdict.IsPlanned(swap, Stopped));
    }

    [Theory]
    [InlineData("a-1", false)]
    [InlineData("u-1", true)]
    [InlineData(null, true)]
    public void What_the_watchdog_has_stopped_is_an_outage_and_says_who_it_was(string? action, bool planned)
    {
        var stop = Ended(SwapPhase.Stopped) with { Kind = SwapKind.Stop, Run = new() { Action = action } };
        var stopping = stop with { Phase = SwapPhase.Stopping, EndedAt = null };

        var judged = VllmVerdict.Of(new(ProbeOutcome.Refused, "It is so."), stop, Unknown);

        Assert.Equal(Stopped, judged.Verdict);
        Assert.Equal(!planned, judged.Evidence.Contains("The watchdog has stopped it", StringComparison.Ordinal));
        Assert.Equal(
            (planned, planned), (VllmVerdict.IsPlanned(stop, Stopped), VllmVerdict.IsPlanned(stopping, Stopped)));
    }

    private static ServiceVerdict Judge(string outcome, SwapState? swap, ServiceVerdict present = Unknown) =>
        VllmVerdict.Of(new(Enum.Parse<ProbeOutcome>(outcome), "It is so."), swap, present).Verdict;

    private static SwapState Active(SwapPhase phase) =>
        new() { Id = "s", Kind = SwapKind.Load, Model = "qwen36", Phase = phase, RequestedAt = DateTimeOffset.UnixEpoch };

    private static SwapState Ended(SwapPhase phase) => Active(phase) with { EndedAt = DateTimeOffset.UnixEpoch };
}
