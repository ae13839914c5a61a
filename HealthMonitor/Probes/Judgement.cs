using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What one answer alone says, with its reason.</summary>
/// <param name="Verdict">The verdict it speaks for.</param>
/// <param name="Evidence">Why, as a sentence.</param>
internal sealed record Judgement(ServiceVerdict Verdict, string Evidence)
{
    /// <summary>A cause that is known by its signs.</summary>
    public ServiceTrouble? Trouble { get; init; }

    /// <summary>It was watched for long enough already: it need not be seen several times in a row.</summary>
    public bool IsProven { get; init; }
}
