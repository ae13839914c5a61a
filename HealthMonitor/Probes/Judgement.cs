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

    /// <summary>
    /// Docker, a swap or an action has said so: what was starting does not any more, which need not be counted.
    /// </summary>
    public bool IsTold { get; init; }

    /// <summary>It speaks neither for nor against the verdict so far, which it names.</summary>
    public bool SaysNothing { get; init; }
}
