using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class GoneContainerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("spark2", null, "container_gone")]
    [InlineData("spark1", null, "interconnect")]
    [InlineData(LogLine.Launcher, null, "interconnect")]
    [InlineData("spark2", "c1", "interconnect")]
    public void A_container_that_is_gone_explains_what_the_other_spark_says_and_nothing_else_does(
        string speaker, string? container, string code)
    {
        var loading = Loading() with
        {
            Run = Loading().Run with
            {
                Suspect = new(1, Fatal: true, Now,
                    new() { Code = "interconnect", Title = "The Sparks lost each other", Node = speaker })
            }
        };

        var next = LoadRules.Seen(
            loading, new NodeSight("spark1", Known: true) { ContainerId = container, ContainerRunning = true }, Now);

        Assert.Equal((SwapPhase.Failed, code), (next.Phase, next.Failure?.Code));
    }

    private static SwapState Loading()
    {
        var began = SwapMachine.Begin("s-1", SwapKind.Load, ["spark1", "spark2"], Now);
        return SwapMachine.Enter(began, SwapPhase.Loading, null, Now) with
        {
            Run = began.Run with { Containers = new Dictionary<string, string> { ["spark1"] = "c1" } }
        };
    }
}
