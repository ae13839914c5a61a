namespace SparkControl.AudioProxy.Speakers;

/// <summary>Somebody who was heard in the windows so far.</summary>
internal sealed record KnownSpeaker
{
    /// <summary><c>Speaker_0</c> and so on, in the order in which they were first heard.</summary>
    public required string Name { get; init; }

    /// <summary>The end of the last turn, in seconds of the recording.</summary>
    public required double LastHeard { get; init; }

    /// <summary>
    /// The name was given where nothing told whether this is somebody known: it proves nothing against a clip until
    /// a window confirms it.
    /// </summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The best first.</summary>
    public IReadOnlyList<Clip> Clips { get; init; } = [];

    public Voice? Voice { get; init; }
}
