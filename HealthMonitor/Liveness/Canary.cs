namespace SparkControl.HealthMonitor.Liveness;

/// <summary>One token, asked of a model that nobody uses, to hear whether it still writes.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="AskedAt">When it was asked last; null for never.</param>
/// <param name="Failures">How often in a row it gave none.</param>
internal sealed record Canary(string Model, DateTimeOffset? AskedAt = null, int Failures = 0)
{
    private const int Proven = 2;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>It was asked often enough to be sure.</summary>
    public bool IsMute => Failures >= Proven;

    /// <summary>Whether to ask now: idle for a minute, and not asked in the last five.</summary>
    public bool IsDue(VllmPulse? pulse, DateTimeOffset now) =>
        pulse?.IsIdle(now) == true && !(now - AskedAt < Every);

    /// <summary>With an answer; null says nothing.</summary>
    public Canary Heard(bool? writes) => writes switch
    {
        true => this with { Failures = 0 },
        false => this with { Failures = Failures + 1 },
        null => this
    };
}
