using SparkControl.Contracts;
using SparkControl.ControlApi.Services;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Services;

public sealed class CapRulesTests
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

    [Theory]
    [InlineData(40, 40L << 30, true)]
    [InlineData(40, 0L, false)]
    [InlineData(40, 41L << 30, false)]
    [InlineData(null, 0L, true)]
    [InlineData(null, 1024L << 30, true)]
    [InlineData(null, 40L << 30, false)]
    [InlineData(null, null, false)]
    public void A_cap_is_what_docker_says_of_the_limit(int? gib, long? limit, bool isSo) =>
        Assert.Equal(isSo, CapRules.IsCapped(gib, new(Presence.Present) { MemoryLimit = limit }));

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

        Assert.Equal(isDue, CapRules.IsDue(Place, wanted, last, started));
    }

    [Fact]
    public void A_cap_that_was_taken_back_is_no_work_and_another_container_is()
    {
        Assert.False(CapRules.IsDue(Place, null, new("spark2", "parakeet-asr", null, Now), Now.AddDays(1)));
        Assert.True(CapRules.IsDue(Place, 40, new("spark2", "other", 40, Now), Now));
        Assert.False(CapRules.IsDue(Place with { Disabled = true }, 40, null, null));
    }

    [Theory]
    [InlineData(40, 0, "parakeet-asr", 40)]
    [InlineData(40, null, "parakeet-asr", 40)]
    [InlineData(40, 60, "parakeet-asr", null)]
    [InlineData(40, 0, "another", null)]
    [InlineData(null, 0, "parakeet-asr", null)]
    public void A_cap_is_in_force_in_the_life_that_it_was_given_in(
        int? given, int? startedSecondsLater, string container, int? expected)
    {
        var started = startedSecondsLater is { } seconds ? Now.AddSeconds(seconds) : (DateTimeOffset?)null;

        Assert.Equal(expected, CapRules.InForce(Place, new("spark2", container, given, Now), started));
    }

    [Fact]
    public void A_cap_that_was_never_given_is_not_in_force() => Assert.Null(CapRules.InForce(Place, null, Now));

    [Theory]
    [InlineData("docker", true)]
    [InlineData("docker_permission", true)]
    [InlineData("docker_down", true)]
    [InlineData("container_unknown", true)]
    [InlineData("node", false)]
    [InlineData("interrupted", false)]
    [InlineData("another_panel", false)]
    [InlineData("expired", false)]
    [InlineData(null, false)]
    public void Only_what_docker_has_refused_is_not_tried_again(string? code, bool isRefused) =>
        Assert.Equal(isRefused, CapRules.IsRefused(new()
        {
            Id = "a-1",
            Service = "parakeet",
            Verb = ServiceVerb.Cap,
            Phase = ActionPhase.Failed,
            Source = "settings",
            RequestedAt = Now,
            Failure = code is null ? null : new(code, "It was not set")
        }));
}
