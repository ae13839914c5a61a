using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.ControlApi.Updates;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>What the loads of an update say of its image.</summary>
public sealed class TrialOutcomeTests
{
    [Theory]
    [InlineData("out_of_memory", true)]
    [InlineData("launched_nothing", true)]
    [InlineData("port_in_use", false)]
    [InlineData("second_launch", false)]
    public void A_load_that_fails_speaks_against_the_image_unless_somebody_else_was_at_fault(string code, bool against)
    {
        var swap = Failed(SwapPhase.Loading, code);

        var trial = UpdateTrial.NotLoaded("qwen36", swap);
        var again = UpdateRestore.Outcome(new("served", "Served"), swap);

        Assert.Equal(
            (null, against, !against), (trial.Answered, trial.Failure is not null, trial.NotTried is not null));
        Assert.Equal((against, "It died."), (again.Failure is not null, again.Again!.Problem));
    }

    [Fact]
    public void What_was_not_loaded_says_nothing()
    {
        var preflight = Failed(SwapPhase.Preflight, "preflight_fit");
        var cancelled = SwapMachine.End(Given.Swap(SwapPhase.Cancelled), Given.Start);

        foreach (var swap in new[] { preflight, cancelled, null })
        {
            var trial = UpdateTrial.NotLoaded("qwen36", swap);
            Assert.Equal((null, null, true), (trial.Answered, trial.Failure, trial.NotTried is not null));
            Assert.Null(UpdateRestore.Outcome(new("served", "Served"), swap).Failure);
        }
    }

    private static SwapState Failed(SwapPhase phase, string code) => SwapMachine.End(
        SwapMachine.Fail(Given.Swap(phase), new() { Code = code, Title = "It died." }, Given.Start), Given.Start);
}
