using SparkControl.Contracts;
using SparkControl.ControlApi.Services;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Services;

public sealed class ServiceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly ServicePlace Place = new()
    {
        Name = "parakeet",
        Kind = ServiceKind.Stt,
        Host = "10.0.0.2",
        Node = "spark2",
        Container = "parakeet-asr"
    };

    private static readonly HealthAction Asked =
        new("h-1", "parakeet", ServiceVerb.Restart, 7, "liveness", "Why", Now, Now.AddSeconds(30));

    [Theory]
    [InlineData(ServiceVerb.Start, "running", 0, true)]
    [InlineData(ServiceVerb.Start, "restarting", 0, false)]
    [InlineData(ServiceVerb.Start, "exited", 0, false)]
    [InlineData(ServiceVerb.Stop, "exited", 0, true)]
    [InlineData(ServiceVerb.Stop, "created", 0, true)]
    [InlineData(ServiceVerb.Stop, "running", 0, false)]
    [InlineData(ServiceVerb.Stop, "paused", 0, false)]
    [InlineData(ServiceVerb.Stop, "removing", 0, false)]
    [InlineData(ServiceVerb.Restart, "running", 1, true)]
    [InlineData(ServiceVerb.Restart, "running", 0, false)]
    [InlineData(ServiceVerb.Restart, "exited", 1, false)]
    public void An_action_is_done_when_the_container_is_as_it_was_wanted(
        ServiceVerb verb, string status, int startedLater, bool isSo)
    {
        var look = new ServiceLook(Presence.Present) { Status = status, StartedAt = Now.AddMilliseconds(startedLater) };

        Assert.Equal(isSo, ServiceRules.IsSo(Action(verb), null, look));
    }

    [Fact]
    public void A_stopped_container_may_be_gone_and_one_that_nobody_could_see_is_not()
    {
        Assert.True(ServiceRules.IsSo(Action(ServiceVerb.Stop), null, new(Presence.Absent)));
        Assert.All(Enum.GetValues<ServiceVerb>(), verb =>
            Assert.False(ServiceRules.IsSo(Action(verb), 40, new(Presence.Unknown))));
    }

    [Theory]
    [InlineData(40, 40L << 30, true)]
    [InlineData(40, 0L, false)]
    [InlineData(40, 41L << 30, false)]
    [InlineData(null, 0L, true)]
    [InlineData(null, 1024L << 30, true)]
    [InlineData(null, 40L << 30, false)]
    [InlineData(null, null, false)]
    public void A_cap_is_what_docker_says_of_the_limit(int? gib, long? limit, bool isSo) =>
        Assert.Equal(isSo, ServiceRules.IsCapped(gib, new(Presence.Present) { MemoryLimit = limit }));

    [Theory]
    [InlineData(7, null, false, 10, nameof(HealthDecision.Begin))]
    [InlineData(8, null, false, 10, nameof(HealthDecision.Moved))]
    [InlineData(null, null, false, 10, nameof(HealthDecision.Moved))]
    [InlineData(7, null, false, 31, nameof(HealthDecision.Expired))]
    [InlineData(7, "a-1", false, 10, nameof(HealthDecision.Begin))]
    [InlineData(7, "a-1", true, 10, nameof(HealthDecision.Busy))]
    [InlineData(7, "h-1", true, 31, nameof(HealthDecision.GoOn))]
    [InlineData(8, "h-1", false, 31, nameof(HealthDecision.Ended))]
    public void A_machine_is_heard_while_its_reason_stands(
        int? n, string? last, bool isActive, int seconds, string expected)
    {
        var before = last is null
            ? null
            : Action(ServiceVerb.Restart) with { Id = last, EndedAt = isActive ? null : Now };

        Assert.Equal(expected, ServiceRules.Decide(Asked, true, n, before, Now.AddSeconds(seconds)).ToString());
    }

    [Fact]
    public void Nobody_acts_on_a_service_that_is_not_watched_any_more() =>
        Assert.Equal(HealthDecision.Unknown, ServiceRules.Decide(Asked, false, 7, null, Now));

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData(40, null, null, true)]
    [InlineData(40, 40, 0, false)]
    [InlineData(40, 40, null, false)]
    [InlineData(40, 40, 60, true)]
    [InlineData(16, 40, 0, true)]
    [InlineData(null, 40, 0, true)]
    public void A_cap_is_looked_at_when_it_was_set_anew_or_the_container_was_started(
        int? wanted, int? given, int? startedSecondsLater, bool isDue)
    {
        var last = given is null ? null : new ServiceCap("spark2", "parakeet-asr", given, Now);
        var started = startedSecondsLater is { } seconds ? Now.AddSeconds(seconds) : (DateTimeOffset?)null;

        Assert.Equal(isDue, ServiceRules.IsCapDue(Place, wanted, last, started));
    }

    [Fact]
    public void A_cap_that_was_taken_back_is_no_work_and_another_container_is()
    {
        Assert.False(ServiceRules.IsCapDue(Place, null, new("spark2", "parakeet-asr", null, Now), Now.AddDays(1)));
        Assert.True(ServiceRules.IsCapDue(Place, 40, new("spark2", "other", 40, Now), Now));
        Assert.False(ServiceRules.IsCapDue(Place with { Disabled = true }, 40, null, null));
    }

    private static ServiceAction Action(ServiceVerb verb) => new()
    {
        Id = "a-1",
        Service = "parakeet",
        Verb = verb,
        Phase = ActionPhase.Running,
        Source = "page",
        RequestedAt = Now,
        StartedBefore = Now
    };
}
