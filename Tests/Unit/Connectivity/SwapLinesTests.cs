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

    private static SwapState Ended(SwapPhase phase, int seconds) => Given.Swap(phase) with
    {
        EndedAt = Given.Start.AddSeconds(seconds),
        Failure = phase == SwapPhase.Failed ? new() { Code = "out_of_memory", Title = "CUDA is out of memory." } : null
    };
}
