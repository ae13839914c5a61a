using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a check has heard of one node so far.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Status">Of the remote job that hashes there.</param>
/// <param name="Look">What that has said.</param>
internal sealed record NodeHashes(string Node, RemoteJobStatus Status, HashLook Look)
{
    /// <summary>It is gone without having come to its end: a restart of the node does that.</summary>
    public bool IsBrokenOff =>
        Status is { State: RemoteJobState.Lost or RemoteJobState.Absent } or { ExitCode: >= 128 };

    /// <summary>It has read every file that is there.</summary>
    public bool HasEnded => Status.State == RemoteJobState.Exited && !IsBrokenOff;

    /// <summary>
    /// The hash of a file, of the kind that the Hub has of it; null where it has not come. A name of 64 letters is a
    /// SHA-256, any other is git's.
    /// </summary>
    public string? Of(string path, string blob) =>
        (blob.Length == CheckRules.Sha256Letters ? Look.Sha256 : Look.Git).GetValueOrDefault(path);

    /// <summary>Bytes of the files that were read, the one at work too, as far as that can be seen.</summary>
    public long BytesRead(IReadOnlyList<DownloadFile> files)
    {
        var whole = files.Where(file => Look.Sha256.ContainsKey(file.Path)).Sum(file => file.Bytes);
        var rest = files.Sum(file => file.Bytes) - whole;
        return whole + (Status.State == RemoteJobState.Running ? Math.Min(Look.Position, rest) : 0);
    }
}
