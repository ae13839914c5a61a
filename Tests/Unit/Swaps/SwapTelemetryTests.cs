using System.Diagnostics;
using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

/// <summary>A swap as one trace, whoever has carried it.</summary>
public sealed class SwapTelemetryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_swap_that_has_ended_is_one_span_for_each_stage_below_the_click()
    {
        var clicked = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        List<Activity> told = [];
        using var listener = Listen(activity =>
        {
            if (activity.TraceId == clicked.TraceId) told.Add(activity);
        });

        SwapTelemetry.Tell(Ended($"00-{clicked.TraceId}-{clicked.SpanId}-01"));

        Assert.Equal(["preflight", "stopping", "weights", "swap load"], told.Select(activity => activity.DisplayName));
        var whole = told[^1];
        Assert.Equal(clicked.SpanId, whole.ParentSpanId);
        Assert.All(told[..^1], part => Assert.Equal(whole.SpanId, part.ParentSpanId));
        Assert.Equal([5, 10, 45, 60], told.Select(activity => (int)activity.Duration.TotalSeconds));
        Assert.Equal(Start.UtcDateTime.AddSeconds(15), told[2].StartTimeUtc);
        Assert.Equal(ActivityStatusCode.Unset, whole.Status);
    }

    [Fact]
    public void One_that_failed_says_so_and_one_that_nobody_clicked_has_a_trace_of_its_own()
    {
        List<Activity> told = [];
        using var listener = Listen(activity =>
        {
            if ((string?)activity.GetTagItem("sparkcontrol.swap.id") == "s-failed") told.Add(activity);
        });

        SwapTelemetry.Tell(Ended(null) with
        {
            Id = "s-failed",
            Phase = SwapPhase.Failed,
            Failure = new() { Code = "x", Title = "It did not fit" }
        });

        var whole = Assert.Single(told);
        Assert.Equal((ActivityStatusCode.Error, "It did not fit"), (whole.Status, whole.StatusDescription));
        Assert.Null(whole.ParentId);
    }

    [Fact]
    public void A_swap_that_runs_tells_nothing()
    {
        var isTold = false;
        using var listener =
            Listen(activity => isTold |= (string?)activity.GetTagItem("sparkcontrol.swap.id") == "s-runs");

        SwapTelemetry.Tell(Ended(null) with { Id = "s-runs", EndedAt = null });

        Assert.False(isTold);
    }

    private static SwapState Ended(string? trace) => new()
    {
        Id = "s-1",
        Kind = SwapKind.Load,
        Model = "qwen36",
        Phase = SwapPhase.Ready,
        RequestedAt = Start,
        EndedAt = Start.AddSeconds(60),
        Stages =
        [
            new(SwapPhase.Preflight, null, Start), new(SwapPhase.Stopping, null, Start.AddSeconds(5)),
            new(SwapPhase.Loading, LoadStep.Weights, Start.AddSeconds(15)),
            new(SwapPhase.Ready, null, Start.AddSeconds(60))
        ],
        Run = new() { Trace = trace }
    };

    private static ActivityListener Listen(Action<Activity> told)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SwapTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = told
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
