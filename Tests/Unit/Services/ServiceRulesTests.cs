using SparkControl.Contracts;
using SparkControl.ControlApi.Services;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Services;

public sealed class ServiceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

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

        Assert.Equal(isSo, ServiceRules.IsSo(Action(verb), look));
    }

    [Fact]
    public void A_stopped_container_may_be_gone_and_one_that_nobody_could_see_is_not()
    {
        Assert.True(ServiceRules.IsSo(Action(ServiceVerb.Stop), new(Presence.Absent)));
        Assert.All(Enum.GetValues<ServiceVerb>(), verb =>
            Assert.False(ServiceRules.IsSo(Action(verb), new(Presence.Unknown))));
    }

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

    /// <summary>A look a second: <c>1</c> and <c>2</c> are lives in which it runs, <c>-</c> is none.</summary>
    [Theory]
    [InlineData("11111", false)]
    [InlineData("111111", true)]
    [InlineData("---111111", true)]
    [InlineData("11-111", false)]
    [InlineData("111222", false)]
    [InlineData("111222222", true)]
    [InlineData("11111-", false)]
    public void What_was_started_must_live_in_one_life_for_five_seconds(string looks, bool isDone)
    {
        Assert.Equal(isDone, IsProven(ServiceVerb.Start, looks));
        Assert.Equal(isDone, IsProven(ServiceVerb.Restart, looks));
    }

    [Fact]
    public void What_was_stopped_is_believed_at_once() => Assert.True(IsProven(ServiceVerb.Stop, "-"));

    private static bool IsProven(ServiceVerb verb, string looks)
    {
        SeenSo? seen = null;
        for (var second = 0; second < looks.Length; second++)
            seen = SeenSo.Next(seen, Action(verb), Look(looks[second]), TimeSpan.FromSeconds(second));
        return seen?.IsProven(verb, TimeSpan.FromSeconds(looks.Length - 1)) == true;
    }

    private static ServiceLook Look(char life) => new(Presence.Present)
    {
        Status = life == '-' ? "exited" : "running",
        StartedAt = Now.AddSeconds(life - '0')
    };

    private static ServiceAction Action(ServiceVerb verb) => new()
    {
        Id = "a-1",
        Service = "parakeet",
        Verb = verb,
        Phase = ActionPhase.Running,
        Source = "page",
        RequestedAt = Now,
        StartedBefore = Now,
        Place = new("spark2", new("10.0.0.2", 22), "parakeet-asr", 40)
    };
}
