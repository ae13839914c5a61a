namespace SparkControl.Contracts;

/// <summary>Limits of a swap.</summary>
public sealed record SwapSettings
{
    /// <summary>Minutes without a new phase, line or byte until the page says so.</summary>
    public int StallMinutes { get; init; } = 5;

    /// <summary>The least time a load gets, in minutes.</summary>
    public int LimitMinutes { get; init; } = 5;

    /// <summary>Seconds added for each GiB of weights.</summary>
    public int LimitSecondsPerGib { get; init; } = 20;

    /// <summary>How long a stop waits for memory to come back, in seconds.</summary>
    public int MemoryBackSeconds { get; init; } = 90;

    /// <summary>Whether the last good model is loaded again, once, after a load that has failed.</summary>
    public bool RollBack { get; init; } = true;
}
