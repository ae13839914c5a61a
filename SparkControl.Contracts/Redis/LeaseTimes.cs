namespace SparkControl.Contracts.Redis;

/// <summary>The times of a lease. All processes of one cluster must have the same ones.</summary>
public sealed record LeaseTimes
{
    /// <summary>Where they are configured.</summary>
    public const string Section = "Leases";

    /// <summary>How long a lease lives in Redis without a renewal.</summary>
    public TimeSpan Lives { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a renewal was sent its holder still acts on the nodes.</summary>
    public TimeSpan Acts { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often its holder renews it.</summary>
    public TimeSpan Renews { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a standby tries for it.</summary>
    public TimeSpan Tries { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a holder that misses one renewal still has it, and stops acting before another can have it.
    /// </summary>
    public bool AreSound => Tries > TimeSpan.Zero && Renews > TimeSpan.Zero && Renews * 2 < Acts && Acts < Lives;
}
