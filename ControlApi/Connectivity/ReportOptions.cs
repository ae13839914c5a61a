using System.ComponentModel.DataAnnotations;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>How much one client may report, in each instance.</summary>
internal sealed record ReportOptions
{
    public const string Section = "Reports";

    /// <summary>
    /// Reports a minute of one address and source, in the long run, and a tenth of those of one address; 0 for no
    /// limit.
    /// </summary>
    [Range(0, 1_000_000)]
    public int PerMinute { get; init; } = 60;

    /// <summary>Reports that may come at once after a silence.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 120;
}
