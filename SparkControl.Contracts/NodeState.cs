namespace SparkControl.Contracts;

/// <summary>How a node answers over SSH.</summary>
public enum NodeState
{
    /// <summary>Not asked yet, or not configured.</summary>
    Unknown,

    /// <summary>Answers in time.</summary>
    Up,

    /// <summary>Answers, but slower than a healthy machine does.</summary>
    Slow,

    /// <summary>Does not answer.</summary>
    Down,

    /// <summary>Answers with a host key that nobody has confirmed, or with another one than was.</summary>
    Untrusted,

    /// <summary>Answers and refuses our key.</summary>
    Refused
}
