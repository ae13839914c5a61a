using SparkControl.Simulator.Docker;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>When docker starts a container again.</summary>
public sealed class RestartRulesTests
{
    [Theory]
    [InlineData("no", 1, 0, false)]
    [InlineData("always", 0, 0, true)]
    [InlineData("unless-stopped", 137, 90, true)]
    [InlineData("on-failure", 0, 0, false)]
    [InlineData("on-failure", 1, 90, true)]
    [InlineData("on-failure:3", 1, 2, true)]
    [InlineData("on-failure:3", 1, 3, false)]
    public void The_policy_decides(string policy, int exit, int restarts, bool expected) =>
        Assert.Equal(expected, RestartRules.Wants(policy, exit, restarts));

    [Theory]
    [InlineData(0, 1, 0.1)]
    [InlineData(0.1, 1, 0.2)]
    [InlineData(40, 1, 60)]
    [InlineData(60, 10, 0.1)]
    public void Each_wait_is_twice_the_one_before_unless_it_ran_for_a_while(double before, double lived, double wait) =>
        Assert.Equal(
            TimeSpan.FromSeconds(wait),
            RestartRules.Delay(TimeSpan.FromSeconds(before), TimeSpan.FromSeconds(lived)));
}
