using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>An update that goes on, as one of its activities sees it.</summary>
/// <param name="State">The update as it was when the activity began.</param>
/// <param name="Log">Where lines go.</param>
/// <param name="Lease">The cluster lease.</param>
/// <param name="Report">Where to say what was seen.</param>
internal sealed record UpdateUnderWay(
    UpdateState State, SwapLog Log, Lease Lease, Func<UpdateSignal, ValueTask> Report)
{
    public UpdatePlace Place => State.Run!.Place;

    /// <summary>The machine that a node was when the update began.</summary>
    public NodeAddress? MachineOf(string node) => Place.Machines.GetValueOrDefault(node);
}
