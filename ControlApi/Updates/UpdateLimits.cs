namespace SparkControl.ControlApi.Updates;

/// <summary>
/// How long a node may be silent in an update while somebody drives it; it is not counted while nobody does.
/// </summary>
/// <param name="Silence">While its part is done: a node that starts anew is back by then.</param>
/// <param name="Clearing">While a user waits for a cancel.</param>
/// <param name="Before">Before anything is begun.</param>
internal sealed record UpdateLimits(TimeSpan Silence, TimeSpan Clearing, TimeSpan Before)
{
    public static UpdateLimits Usual { get; } =
        new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
