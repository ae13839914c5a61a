namespace SparkControl.Sparks;

/// <summary>Where a remote job stands on its node.</summary>
public enum RemoteJobState
{
    /// <summary>The node could not be asked.</summary>
    Unknown,

    /// <summary>There is no such job.</summary>
    Absent,

    /// <summary>It has not ended, and its process lives or what that left behind.</summary>
    Running,

    /// <summary>It has ended and left its exit code.</summary>
    Exited,

    /// <summary>It is gone and left no exit code, or never began.</summary>
    Lost
}

/// <summary>A remote job as it was seen.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="ExitCode">Set when it has exited.</param>
/// <param name="LogBytes">Length of its log.</param>
public sealed record RemoteJobStatus(RemoteJobState State, int? ExitCode, long LogBytes);
