namespace SparkControl.Simulator.Nodes;

/// <summary>What happens to a transfer under way.</summary>
public enum TransferFault
{
    /// <summary>No byte comes any more, and nothing ends; to <c>hf</c> only with xet.</summary>
    Hang,

    /// <summary>hf takes a file that came short for complete, says nothing, and will not look at it again.</summary>
    Truncate,

    /// <summary>The disk is full, whatever is free on it.</summary>
    NoSpace,

    /// <summary>Names are resolved no more; for <c>hf</c>.</summary>
    NoNetwork,

    /// <summary>The connection is lost.</summary>
    ConnectionLost
}
