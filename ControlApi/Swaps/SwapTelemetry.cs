using System.Diagnostics;
using System.Diagnostics.Metrics;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// What a swap was, for OpenTelemetry: one span for all of it below the request that began it, one for each stage, and
/// how long it took. Told when it has ended, from what was stored: a swap that several instances have carried is one
/// trace.
/// </summary>
internal static class SwapTelemetry
{
    /// <summary>The name of the source of its spans and of its meter.</summary>
    public const string Name = "SparkControl.Swaps";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Histogram<double> Durations = new Meter(Name).CreateHistogram<double>(
        "sparkcontrol.swap.duration", "s", "From the click to the end.");

    /// <summary>
    /// The request that is answered just now, as a W3C traceparent, whether anybody is told of it or not; null outside
    /// of one.
    /// </summary>
    public static string? Here => Activity.Current?.Id;

    /// <summary>Tells of a swap that has ended.</summary>
    public static void Tell(SwapState swap)
    {
        if (swap.EndedAt is not { } end) return;

        var (kind, phase) = (Wire.Word(swap.Kind), Wire.Word(swap.Phase));
        Durations.Record(
            (end - swap.RequestedAt).TotalSeconds,
            new("sparkcontrol.swap.kind", kind), new("sparkcontrol.swap.end", phase),
            new("sparkcontrol.model", swap.Model));
        _ = ActivityContext.TryParse(swap.Run.Trace, null, isRemote: true, out var clicked);
        using var whole = Source.StartActivity(
            $"swap {kind}", ActivityKind.Consumer, clicked, startTime: swap.RequestedAt);
        if (whole is null) return;

        whole.SetTag("sparkcontrol.swap.id", swap.Id).SetTag("sparkcontrol.model", swap.Model);
        if (swap.Failure is { } failure) whole.SetStatus(ActivityStatusCode.Error, failure.Title);
        foreach (var (stage, next) in swap.Stages.Zip(swap.Stages.Skip(1))) Tell(stage, next.At, whole.Context);
        whole.SetEndTime(end.UtcDateTime);
    }

    private static void Tell(StageStart stage, DateTimeOffset end, ActivityContext whole)
    {
        var name = stage.Step is { } step ? Wire.Word(step) : Wire.Word(stage.Phase);
        using var part = Source.StartActivity(name, ActivityKind.Internal, whole, startTime: stage.At);
        part?.SetEndTime(end.UtcDateTime);
    }
}
