using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class SwapLinesTests
{
    [Theory]
    [InlineData(SwapKind.Load, null, "Loading Wanted.")]
    [InlineData(SwapKind.Load, "Old", "Swapping from Old to Wanted.")]
    [InlineData(SwapKind.Load, "Wanted", "Loading Wanted.")]
    [InlineData(SwapKind.Stop, "Old", "Stopping Old.")]
    [InlineData(SwapKind.Stop, null, "Stopping what runs.")]
    public void A_swap_that_begins_says_what_it_does(SwapKind kind, string? replaces, string sentence)
    {
        var line = SwapLines.Begin(Given.Swap(SwapPhase.Stopping, kind: kind) with { Replaces = replaces });

        Assert.Equal(
            ("s-1:begin", ConnectivityKind.Swap, "vllm", "spark1"), (line.Id, line.Kind, line.Service, line.Node));
        Assert.Equal((Given.Start, null, null, sentence), (line.At, line.Ok, line.Ms, line.Evidence));
    }

    [Theory]
    [InlineData(SwapPhase.Ready, 658, true, "Swapped to Wanted in 10:58.")]
    [InlineData(SwapPhase.Ready, 3723, true, "Swapped to Wanted in 1:02:03.")]
    [InlineData(SwapPhase.Stopped, 12, true, "Stopped what ran in 0:12.")]
    [InlineData(SwapPhase.Cancelled, 20, true, "The load of Wanted was cancelled after 0:20.")]
    [InlineData(SwapPhase.Failed, 130, false, "The load of Wanted failed after 2:10: CUDA is out of memory.")]
    public void A_swap_that_ends_says_how(SwapPhase phase, int seconds, bool ok, string sentence)
    {
        var line = SwapLines.End(Ended(phase, seconds));

        Assert.Equal(("s-1:end", Given.Start.AddSeconds(seconds), ok), (line.Id, line.At, line.Ok));
        Assert.Equal((seconds * 1000.0, sentence), (line.Ms, line.Evidence));
        Assert.Equal(phase == SwapPhase.Failed ? "CUDA is out of memory." : null, line.Error);
    }

    /// <summary>Whether it came to stopping what ran, and whether what is there then was meant to be so.</summary>
    [Theory]
    [InlineData(SwapPhase.Ready, true, true)]
    [InlineData(SwapPhase.Stopped, true, true)]
    [InlineData(SwapPhase.Cancelled, true, true)]
    [InlineData(SwapPhase.Failed, true, false)]
    [InlineData(SwapPhase.Failed, false, true)]
    [InlineData(SwapPhase.Cancelled, false, false)]
    public void Only_a_load_that_failed_halfway_leaves_what_nobody_wanted(SwapPhase phase, bool touched, bool planned)
    {
        SwapPhase[] phases = [SwapPhase.Preflight, .. touched ? [SwapPhase.Stopping] : Array.Empty<SwapPhase>(), phase];
        var swap = Ended(phase, 60) with { Stages = [.. phases.Select(p => new StageStart(p, null, Given.Start))] };

        Assert.Equal(planned, SwapLines.End(swap).Planned);
    }

    /// <summary>Who stops it: the watchdog's action, an update that tries its image, or a click.</summary>
    [Theory]
    [InlineData("a-1", false)]
    [InlineData("u-1", true)]
    [InlineData(null, true)]
    public void What_the_watchdog_stops_is_planned_by_nobody(string? action, bool planned)
    {
        var stop = Ended(SwapPhase.Stopped, 12) with { Kind = SwapKind.Stop, Run = new() { Action = action } };

        Assert.Equal((planned, planned), (SwapLines.Begin(stop).Planned, SwapLines.End(stop).Planned));
    }

    [Theory]
    [InlineData(SwapPhase.Ready, NoticeEvent.SwapComplete, "Wanted is ready")]
    [InlineData(SwapPhase.Failed, NoticeEvent.SwapFailed, "Wanted could not be loaded")]
    [InlineData(SwapPhase.Stopped, NoticeEvent.SwapStopped, "The model is stopped")]
    public void Others_are_told_of_its_end(SwapPhase phase, NoticeEvent what, string title)
    {
        var notice = SwapLines.Notice(Ended(phase, 60))!;

        Assert.Equal(("s-1:end", what, title), (notice.Id, notice.Event, notice.Title));
        Assert.Equal(("s-1", 60), ((string?)notice.Data["id"], (double)notice.Data["seconds"]!));
    }

    [Fact]
    public void Nobody_is_told_of_what_a_user_has_just_cancelled() =>
        Assert.Null(SwapLines.Notice(Ended(SwapPhase.Cancelled, 60)));

    [Theory]
    [InlineData(null, "s-2", "Good, which loaded well last, is loaded again.")]
    [InlineData("Something is left on Spark 2.", null, "Good is not loaded again. Something is left on Spark 2.")]
    public void A_failure_says_what_was_done_about_it(string? problem, string? swap, string answer)
    {
        var failed = Ended(SwapPhase.Failed, 130) with
        {
            RolledBackTo = new("good", "Good") { Swap = swap, Problem = problem }
        };
        var notice = SwapLines.Notice(failed)!;

        Assert.EndsWith($"failed after 2:10: CUDA is out of memory. {answer}", SwapLines.End(failed).Evidence,
            StringComparison.Ordinal);
        Assert.Equal((NoticeEvent.SwapFailed, "Wanted could not be loaded"), (notice.Event, notice.Title));
        Assert.Contains(answer, notice.Text, StringComparison.Ordinal);
        Assert.Equal(
            ("good", swap, problem),
            ((string?)notice.Data["rolled_back_to"]!["model"], (string?)notice.Data["rolled_back_to"]!["swap"],
                (string?)notice.Data["rolled_back_to"]!["problem"]));
    }

    [Theory]
    [InlineData(SwapPhase.Ready, "Wanted is back", "Went back to Wanted in 1:00.")]
    [InlineData(
        SwapPhase.Failed, "Wanted could not be loaded again",
        "The way back to Wanted failed after 1:00: CUDA is out of memory. Nothing else is tried.")]
    public void A_roll_back_is_told_as_one(SwapPhase phase, string title, string sentence)
    {
        var ended = Ended(phase, 60) with { RollsBack = "s-0" };

        Assert.Equal("Loading Wanted again after a load that has failed.", SwapLines.Begin(ended).Evidence);
        Assert.Equal(sentence, SwapLines.End(ended).Evidence);
        Assert.Equal(
            (title, "s-0"), (SwapLines.Notice(ended)!.Title, (string?)SwapLines.Notice(ended)!.Data["rolls_back"]));
    }

    private static SwapState Ended(SwapPhase phase, int seconds) => Given.Swap(phase) with
    {
        EndedAt = Given.Start.AddSeconds(seconds),
        Failure = phase == SwapPhase.Failed ? new() { Code = "out_of_memory", Title = "CUDA is out of memory." } : null
    };
}
