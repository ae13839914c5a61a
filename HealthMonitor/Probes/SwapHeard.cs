using System.Diagnostics;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// The moment at which a monitor hears that a swap has moved on, in the trace of the click that began it.
/// </summary>
internal static class SwapHeard
{
    private static readonly ActivitySource Source = new("SparkControl.HealthMonitor");

    /// <summary>Null where nobody traces, and for a swap that nobody has clicked.</summary>
    public static Activity? Start(SwapState? swap) =>
        ActivityContext.TryParse(swap?.Run.Trace, null, isRemote: true, out var clicked)
            ? Source.StartActivity($"hear of swap: {Wire.Word(swap!.Phase)}", ActivityKind.Consumer, clicked)
            : null;
}
