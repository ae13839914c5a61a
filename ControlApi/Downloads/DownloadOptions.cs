using System.ComponentModel.DataAnnotations;

namespace SparkControl.ControlApi.Downloads;

/// <summary>How patient downloads are.</summary>
internal sealed record DownloadOptions
{
    public const string Section = "Downloads";

    /// <summary>How often the disks are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long no byte may come before a download is begun again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first pause after something that passes; each further one in a row is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause, unless the Hub asks for a longer one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromMinutes(5);
}
