using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>A swap that goes on, as one of its activities sees it.</summary>
/// <param name="State">The swap as it was when the activity began.</param>
/// <param name="Log">Where lines go.</param>
/// <param name="Report">Where to say what was seen.</param>
internal sealed record SwapUnderWay(SwapState State, SwapLog Log, Report Report)
{
    /// <summary>The node on which the launcher runs.</summary>
    public string Head => State.Nodes[0].Node;

    /// <summary>
    /// The machine that a node was when the swap began; null in a swap that an older version has begun.
    /// </summary>
    public NodeAddress? MachineOf(string node) => State.Run.Place?.Machines.GetValueOrDefault(node);
}
