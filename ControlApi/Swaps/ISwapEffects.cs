using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Where activities report to. Waits while the driver is behind, so that a flood of lines is held back at its source.
/// </summary>
internal delegate ValueTask Report(SwapSignal signal);

/// <summary>The outside of a swap: nodes, launcher and server. The second implementation is the tests' fake.</summary>
internal interface ISwapEffects
{
    /// <summary>Does one activity until it is done or no longer wanted.</summary>
    /// <param name="activity">What to do.</param>
    /// <param name="state">The swap as it was when the activity began.</param>
    /// <param name="log">Where lines go.</param>
    /// <param name="report">Where to say what was seen.</param>
    /// <param name="cancel">Cancelled when the activity is no longer wanted or the lease is lost.</param>
    Task RunAsync(SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel);

    /// <summary>A swap has ended: what depends on what runs is looked at again.</summary>
    Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel);
}
