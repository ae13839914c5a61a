namespace SparkControl.Simulator.Speech;

/// <summary>What some calls get instead of an answer, or before it.</summary>
public sealed record AudioFault
{
    /// <summary>Calls of which route, without /v1/audio/: "transcriptions", "diarize"; null is all of them.</summary>
    public string? Route { get; init; }

    /// <summary>The first call that has it, counted from when it was ordered: 1 is the next one.</summary>
    public int First { get; init; } = 1;

    /// <summary>How many have it in a row.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The status; null lets the call be answered as usual.</summary>
    public int? Status { get; init; }

    /// <summary>The JSON that it is answered with, as if nothing were wrong; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>What FastAPI has to say to it.</summary>
    public string Detail { get; init; } = "Service Unavailable";

    /// <summary>The header Retry-After, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>So long nothing happens when all was read, in seconds that are not compressed.</summary>
    public double Delay { get; init; }

    /// <summary>The connection ends without an answer.</summary>
    public bool Drops { get; init; }
}
