using System.ComponentModel.DataAnnotations;

namespace SparkControl.AudioProxy.Uploads;

internal sealed record SpoolOptions
{
    public const string Section = "Spool";

    /// <summary>MiB of the disk that are left to others: on it may be Redis, too.</summary>
    [Range(0, 1 << 30)]
    public int ReserveMib { get; init; } = 512;

    /// <summary>How often it is looked for what instances that died have left.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(30);
}
