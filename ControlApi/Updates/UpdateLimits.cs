namespace SparkControl.ControlApi.Updates;

/// <summary>
/// How long a node may be silent in an update while somebody drives it; it is not counted while nobody does.
/// </summary>
/// <param name="Building">
/// While an image is built or copied: that goes on without anybody who looks, through any outage of the network, and
/// who gave it up sooner would let loads begin beside it.
/// </param>
/// <param name="Silence">While anything else is done or looked at: a node that starts anew is back by then.</param>
/// <param name="Clearing">While a user waits for a cancel.</param>
/// <param name="Before">Before anything is begun.</param>
internal sealed record UpdateLimits(TimeSpan Building, TimeSpan Silence, TimeSpan Clearing, TimeSpan Before)
{
    public static UpdateLimits Usual { get; } = new(
        TimeSpan.FromHours(6), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
