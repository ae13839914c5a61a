using System.ComponentModel.DataAnnotations;

namespace SparkControl.ControlApi.Gateway;

/// <summary>How requests are forwarded to AudioProxy.</summary>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>How long an instance may take to accept a connection, or to say that it lives.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a request may be silent: a transcription says nothing until it is done.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "7.00:00:00")]
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How often host names are resolved, and instances asked whether they live.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(5);
}
