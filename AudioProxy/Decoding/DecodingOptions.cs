using System.ComponentModel.DataAnnotations;

namespace SparkControl.AudioProxy.Decoding;

internal sealed record DecodingOptions
{
    public const string Section = "Decoding";

    /// <summary>Names the program; blank is unset.</summary>
    public const string Program = "FFMPEG_PATH";

    /// <summary>What reads and makes all but plain WAV: a name on the PATH, or a whole path.</summary>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>How long it may bring forth nothing while it is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan NoProgress { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may be waited for in all; while its sound is not wanted yet, none passes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan Overall { get; init; } = TimeSpan.FromHours(1);
}
