using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>How a server met a probe.</summary>
internal enum ProbeOutcome
{
    /// <summary>2xx, and it says nothing against itself; of vLLM also that it names a model.</summary>
    Answered,

    /// <summary>2xx, and a part of it does not work.</summary>
    AnsweredInPart,

    /// <summary>It says that it is still loading.</summary>
    Loading,

    /// <summary>It spoke, and not as a server that works.</summary>
    AnsweredBadly,

    /// <summary>It took the connection and said nothing in time.</summary>
    Silent,

    /// <summary>The host is there and nothing listens on the port.</summary>
    Refused,

    /// <summary>The host did not answer, or its name is not known: nobody could ask.</summary>
    Unreachable
}

/// <summary>What one look at a service found.</summary>
/// <param name="Outcome">How it met the probe.</param>
/// <param name="Evidence">What was seen, as a sentence.</param>
internal sealed record ProbeAnswer(ProbeOutcome Outcome, string Evidence)
{
    /// <summary>The model it serves; null when it names none.</summary>
    public ServedModel? Model { get; init; }

    /// <summary>Of vLLM; null when its metrics could not be had.</summary>
    public VllmScrape? Metrics { get; init; }

    /// <summary>What a language model does; null of another service, and without metrics.</summary>
    public TokenMetrics? Tokens { get; init; }

    /// <summary>The voices of a speech service; null when they are not known.</summary>
    public IReadOnlyList<string>? Voices { get; init; }

    public string? Version { get; init; }

    /// <summary>How long a good answer took, in ms; null of another one.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>What is known to be wrong by the answer itself.</summary>
    public ServiceTrouble? Trouble { get; init; }

    /// <summary>It is up, if perhaps not all of it.</summary>
    public bool IsGood => Outcome is ProbeOutcome.Answered or ProbeOutcome.AnsweredInPart;
}
