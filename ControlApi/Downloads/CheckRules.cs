using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>A check of a download by the hashes of its large files.</summary>
internal static class CheckRules
{
    private const int Sha256Letters = 64;

    /// <summary>The files whose hash is known: those that git itself keeps have no SHA-256 on the Hub.</summary>
    public static IReadOnlyList<DownloadFile> Files(DownloadState state) =>
        [.. state.Files.Where(file => state.Run!.Blobs[file.Path].Length == Sha256Letters)];

    /// <summary>What follows from the hashes so far.</summary>
    public static DownloadState Next(DownloadState state, IReadOnlyList<NodeHashes> nodes, DateTimeOffset now)
    {
        var silent = nodes.FirstOrDefault(node => node.Status.State == RemoteJobState.Unknown)?.Node;
        var counted = Counted(state, nodes) with { Hindrance = silent is null ? null : $"{silent} does not answer." };
        if (nodes.Any(node => node.Status.State is RemoteJobState.Running or RemoteJobState.Unknown)) return counted;

        var failures = nodes.Select(node => Failure(state, node)).OfType<JobFailure>().ToList();
        return failures.Count > 0
            ? DownloadEnds.End(counted, DownloadPhase.Failed, now) with { Failure = failures[0] }
            : DownloadEnds.End(counted, DownloadPhase.Done, now) with { Percent = 100 };
    }

    private static DownloadState Counted(DownloadState state, IReadOnlyList<NodeHashes> nodes)
    {
        var files = Files(state);
        List<NodeTransfer> transfers = [];
        foreach (var (transfer, node) in state.Transfers.Zip(nodes))
        {
            var bytes = files.Where(file => node.Sha256.ContainsKey(file.Path)).Sum(file => file.Bytes);
            var isGood = node.Status is { State: RemoteJobState.Exited } && Failure(state, node) is null;
            transfers.Add(transfer with
            {
                Bytes = bytes,
                Percent = isGood ? 100 : Percent(bytes, transfer.TotalBytes),
                Verified = isGood
            });
        }

        var all = Percent(transfers.Sum(t => t.Bytes), transfers.Sum(t => t.TotalBytes));
        return state with { Transfers = transfers, Percent = Math.Max(state.Percent ?? 0, all) };
    }

    private static JobFailure? Failure(DownloadState state, NodeHashes node)
    {
        var files = Files(state);
        List<string> differ =
        [
            .. from file in files
               where node.Sha256.TryGetValue(file.Path, out var sha) && sha != state.Run!.Blobs[file.Path]
               select file.Path
        ];
        if (differ.Count > 0) return DownloadFailures.Corrupt(node.Node, differ);

        List<string> missing = [.. files.Select(file => file.Path).Where(path => !node.Sha256.ContainsKey(path))];
        return missing.Count > 0 ? DownloadFailures.Incomplete(node.Node, missing) : null;
    }

    private static int Percent(long bytes, long total) => total > 0 ? (int)Math.Min(99, bytes * 100.0 / total) : 0;
}
