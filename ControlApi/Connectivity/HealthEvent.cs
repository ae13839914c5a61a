using System.ComponentModel.DataAnnotations;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>What an app on the LAN has seen of a service.</summary>
public sealed record HealthEvent
{
    /// <summary>The service, by whatever name the app knows it.</summary>
    [Required(ErrorMessage = ServiceName.Rule)]
    [RegularExpression(ServiceName.Pattern, ErrorMessage = ServiceName.Rule)]
    public required string Service { get; init; }

    /// <summary>Whether it worked.</summary>
    public required bool Ok { get; init; }

    /// <summary>Who reports.</summary>
    public string? Source { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>How long it took, in ms.</summary>
    [Range(0, 1e9, ErrorMessage = "Milliseconds, 0 or more.")]
    public double? Ms { get; init; }
}
