namespace SparkControl.AudioProxy.Speech;

/// <summary>A speech server has not answered as it was asked to.</summary>
internal sealed class SpeechException(SpeechFault fault) : Exception(fault.Reason)
{
    /// <summary>What that means.</summary>
    public SpeechFault Fault { get; } = fault;
}
