using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What an end before its time means for what is to be done next.</summary>
internal enum ToolFault
{
    /// <summary>The next try would end the same way: somebody must do something.</summary>
    Lasting,

    /// <summary>It goes by itself: the network, a server that is busy.</summary>
    Passing,

    /// <summary>Nobody knows: it is tried again, and not often.</summary>
    Strange,

    /// <summary>The commit is gone from the Hub: there is another one.</summary>
    Outdated
}

/// <summary>How a tool ended that has not done what it should.</summary>
/// <param name="Failure">What its last words mean.</param>
/// <param name="Fault">What that means for the next try.</param>
/// <param name="RetryAfter">When the other side wants to be asked again; null when it has not said.</param>
internal sealed record ToolEnd(JobFailure Failure, ToolFault Fault, TimeSpan? RetryAfter = null);
