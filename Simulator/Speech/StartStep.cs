namespace SparkControl.Simulator.Speech;

/// <summary>One moment of a service's start.</summary>
/// <param name="Seconds">After the one before, in the time of the real thing.</param>
/// <param name="Line">What is printed.</param>
/// <param name="Effect">What happens besides.</param>
internal sealed record StartStep(double Seconds, string Line, StartEffect Effect = StartEffect.None);

/// <summary>What a step of a start does besides printing.</summary>
internal enum StartEffect
{
    None,

    /// <summary>The model is in memory.</summary>
    TakeMemory,

    /// <summary>It answers, if only that it is not ready.</summary>
    Listen,

    /// <summary>It is ready.</summary>
    Ready,

    /// <summary>It ends with status 1.</summary>
    Fail
}
