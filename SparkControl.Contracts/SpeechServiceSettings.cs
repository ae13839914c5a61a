namespace SparkControl.Contracts;

/// <summary>Where a speech service runs.</summary>
public sealed record SpeechServiceSettings
{
    /// <summary>Null: on Spark 2, or on Spark 1 where there is only one.</summary>
    public string? Host { get; init; }

    public string? User { get; init; }
    public required string Container { get; init; }
    public required int Port { get; init; }

    /// <summary>The most that its container may take, in GiB; null for no cap.</summary>
    public int? MemoryCapGib { get; init; }
}
