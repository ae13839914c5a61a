namespace SparkControl.ControlApi.Downloads;

/// <summary>What is to be done for a download next: one thing at a time.</summary>
internal enum DownloadStep
{
    /// <summary>Wait until it is the first.</summary>
    WaitForTurn,

    /// <summary>Wait for the next try, and until no other download is at work.</summary>
    Wait,

    /// <summary>Ask the Hub and the nodes.</summary>
    Plan,

    /// <summary>Start the remote job, unless it was.</summary>
    Begin,

    /// <summary>Look at the disk of the node at work, and at the remote job.</summary>
    Look,

    /// <summary>End the remote job and all that it has started.</summary>
    End,

    /// <summary>Look whether every node has every file.</summary>
    Compare,

    /// <summary>Look what the weights suggest, and begin the swap that was to follow.</summary>
    Conclude,

    /// <summary>Start sha256sum on every node, unless it was, and read what it says.</summary>
    Hash
}
