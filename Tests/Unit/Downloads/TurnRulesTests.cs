using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>Whose turn it is among downloads.</summary>
public sealed class TurnRulesTests
{
    private static readonly DateTimeOffset Now = Given.Start;

    [Fact]
    public void One_is_at_work_and_the_others_wait_in_the_order_in_which_they_were_asked_for()
    {
        DownloadTurn[] open = [Queued("d-3", 3), Queued("d-2", 2), At("d-1", 1, DownloadPhase.Downloading)];

        Assert.Equal([1, 2], Ahead(open, "d-2", "d-3"));
    }

    [Fact]
    public void Nothing_is_said_of_one_that_nobody_has_heard_of() =>
        Assert.Null(TurnRules.Ahead([At("d-1", 1, DownloadPhase.Downloading)], "d-2", Now));

    [Theory]
    [InlineData(10, 1)]
    [InlineData(31, 0)]
    public void One_that_waits_for_long_lets_others_go_first(int seconds, int expected)
    {
        DownloadTurn[] open = [Waiting("d-1", 1, seconds), Queued("d-2", 2)];

        Assert.Equal([expected], Ahead(open, "d-2"));
    }

    [Theory]
    [InlineData(160, false, 1)]
    [InlineData(181, false, 0)]
    [InlineData(160, true, 0)]
    public void A_pause_of_some_minutes_takes_no_turn_away_unless_it_is_for_a_node_that_is_off(int seconds, bool isOff, int expected)
    {
        var reason = isOff ? NodeFailures.NodeSilent("spark2", null) : DownloadFailures.RateLimited("later");
        var kept = TurnRules.IsKept(TimeSpan.FromSeconds(seconds), reason);
        DownloadTurn[] open = [Waiting("d-1", 1, seconds) with { Run = new(Now.AddSeconds(seconds), KeepsTurn: kept) }, Queued("d-2", 2)];

        Assert.Equal([expected], Ahead(open, "d-2"));
    }

    [Fact]
    public void One_that_has_waited_goes_on_before_the_queued_and_after_the_one_at_work()
    {
        Assert.Equal([0, 1], Ahead([Waiting("d-2", 2, 0), Queued("d-1", 1)], "d-2", "d-1"));
        Assert.Equal([1], Ahead([Waiting("d-1", 1, 0), At("d-2", 2, DownloadPhase.Copying)], "d-1"));
    }

    [Fact]
    public void Of_two_that_have_waited_the_earlier_goes_on()
    {
        Assert.Equal([0, 1], Ahead([Waiting("d-1", 1, 0), Waiting("d-2", 2, 0)], "d-1", "d-2"));
    }

    [Fact]
    public void One_that_cannot_be_ended_while_its_node_is_silent_is_in_nobodys_way()
    {
        var stuck = At("d-1", 1, DownloadPhase.Verifying) with { Run = new(Ending: true), Hindrance = "spark2 does not answer." };

        Assert.Equal([0], Ahead([stuck, Queued("d-2", 2)], "d-2"));
        Assert.Equal([1], Ahead([stuck with { Hindrance = null }, Queued("d-2", 2)], "d-2"));
        Assert.Equal([0], Ahead([stuck with { Run = null, Verifies = "d-0" }, Queued("d-2", 2)], "d-2"));
    }

    [Fact]
    public void One_that_is_ended_to_be_begun_again_after_a_pause_keeps_its_turn_meanwhile()
    {
        var broken = Given.AtWork().Then(Given.Broke(400_000, ToolFault.Passing), 10);
        var ending = At("d-1", 1, broken.Phase) with { Hindrance = broken.Hindrance, Run = new(broken.Run!.NotBefore, broken.Run.Ending, null, broken.Run.KeepsTurn) };

        Assert.Equal([1], Ahead([ending, Queued("d-2", 2)], "d-2"));
    }

    private static IEnumerable<int?> Ahead(DownloadTurn[] open, params string[] ids) =>
        ids.Select(id => TurnRules.Ahead(open, id, Now));

    private static DownloadTurn Queued(string id, int order) => At(id, order, DownloadPhase.Queued);

    private static DownloadTurn Waiting(string id, int order, int seconds) =>
        At(id, order, DownloadPhase.Preflight) with { Run = new(Now.AddSeconds(seconds)) };

    private static DownloadTurn At(string id, int order, DownloadPhase phase) => new(id, Now.AddSeconds(order), phase);
}
