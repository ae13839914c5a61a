namespace SparkControl.AudioProxy.Speech;

/// <summary>Who speaks when. Labels mean something within this one answer only.</summary>
internal sealed record Diarization
{
    /// <summary>By their start. Turns of different speakers may overlap.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>The voice of each label as a vector, where the server gives them; all of one length, none 0.</summary>
    public IReadOnlyDictionary<string, float[]> Fingerprints { get; init; } = new Dictionary<string, float[]>();

    /// <summary>What found them; null when the server does not say.</summary>
    public string? Model { get; init; }
}
