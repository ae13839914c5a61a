using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>How a server met a probe.</summary>
internal enum ProbeOutcome
{
    /// <summary>200, and a model is named.</summary>
    Answered,

    /// <summary>200, and no model could be had.</summary>
    AnsweredInPart,

    /// <summary>It spoke, and not as a server that works.</summary>
    AnsweredBadly,

    /// <summary>It took the connection and said nothing in time.</summary>
    Silent,

    /// <summary>The host is there and nothing listens on the port.</summary>
    Refused,

    /// <summary>The host did not answer, or its name is not known: nobody could ask.</summary>
    Unreachable
}

/// <summary>What one look at vLLM found.</summary>
/// <param name="Outcome">How it met the probe.</param>
/// <param name="Evidence">What was seen, as a sentence.</param>
internal sealed record VllmAnswer(ProbeOutcome Outcome, string Evidence)
{
    public ServedModel? Model { get; init; }

    /// <summary>Null when its metrics could not be had.</summary>
    public VllmScrape? Metrics { get; init; }

    public string? Version { get; init; }

    /// <summary>It is up, if perhaps not all of it.</summary>
    public bool IsGood => Outcome is ProbeOutcome.Answered or ProbeOutcome.AnsweredInPart;
}
