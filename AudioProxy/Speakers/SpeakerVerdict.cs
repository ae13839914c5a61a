namespace SparkControl.AudioProxy.Speakers;

/// <summary>What is to be made of a diarizer's answer.</summary>
internal abstract record SpeakerVerdict
{
    private SpeakerVerdict()
    {
    }

    /// <summary>Names are certain, apart from what its warnings say.</summary>
    public sealed record Accepted(SpeakerOutcome Outcome) : SpeakerVerdict;

    /// <summary>Names are the best that can be had; its warnings say what may be wrong.</summary>
    public sealed record Doubtful(SpeakerOutcome Outcome) : SpeakerVerdict;

    /// <summary>The window is to be sent once more, behind the clips of the next attempt.</summary>
    /// <param name="Reason">For the log.</param>
    public sealed record Retry(string Reason) : SpeakerVerdict;
}
