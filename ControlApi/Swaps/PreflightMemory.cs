using System.Globalization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Whether a stop will have its memory back. It waits for what was there before the last load, in vain where somebody
/// else has it: then the model that runs would be gone, and none be loaded.
/// </summary>
internal static class PreflightMemory
{
    public const string Name = "memory";

    /// <summary>The report of a look before a load, with what somebody else holds: it may be ignored.</summary>
    /// <param name="report">The report.</param>
    /// <param name="rooms">The memory that the Sparks will have.</param>
    public static PreflightReport Warn(PreflightReport report, IReadOnlyList<NodeRoom> rooms) =>
        rooms.Where(room => room.TakenBytes > 0).Select(Check).ToList() is { Count: > 0 } checks
            ? report with { Checks = [.. report.Checks, .. checks] }
            : report;

    private static PreflightCheck Check(NodeRoom room)
    {
        var taken = (room.TakenBytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
        return new(
            Name, CheckState.Failed, $"Something else holds {taken} GiB of the memory of {NodeNames.Of(room.Node)}")
        {
            Node = room.Node,
            Detail = "They were there before the last load, and a stop waits for them.",
            Remedy = "End what holds them, or load anyway if they shall stay with it",
            MayBeIgnored = true
        };
    }
}
