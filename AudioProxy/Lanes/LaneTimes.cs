namespace SparkControl.AudioProxy.Lanes;

/// <summary>The times of a lane. All instances of one cluster must have the same ones.</summary>
internal sealed record LaneTimes
{
    /// <summary>How long a place lives in Redis after its owner was last heard.</summary>
    public TimeSpan Lives { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often each instance is heard.</summary>
    public TimeSpan Renews { get; init; } = TimeSpan.FromSeconds(3);
}
