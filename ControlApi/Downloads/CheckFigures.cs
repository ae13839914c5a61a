using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>How far a check is on each node: all read at once, each at its own rate.</summary>
internal static class CheckFigures
{
    /// <summary>Looks that the rate is the mean of; and how long nothing may be read before that is said.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20), Still = TimeSpan.FromSeconds(15);

    /// <summary>Puts down what was heard of each node.</summary>
    public static DownloadState Seen(DownloadState state, IReadOnlyList<NodeHashes> nodes, DateTimeOffset now)
    {
        var files = CheckRules.Files(state);
        var looks = new Dictionary<string, IReadOnlyList<BytesSeen>>(state.Run!.CheckLooks);
        List<NodeTransfer> transfers = [];
        foreach (var (transfer, node) in state.Transfers.Zip(nodes))
        {
            looks[node.Node] = node.Status.State == RemoteJobState.Running
                ? [.. looks.GetValueOrDefault(node.Node, []).Where(look => now - look.At <= Window),
                    new(now, node.BytesRead(files))]
                : [];
            transfers.Add(Moved(state, transfer, node, node.BytesRead(files), looks[node.Node]));
        }

        var all = Percent(transfers.Sum(t => t.Bytes), transfers.Sum(t => t.TotalBytes));
        return state with
        {
            Files = [.. state.Files.Select(file => Counted(file, nodes))],
            Transfers = transfers,
            Percent = Math.Max(state.Percent ?? 0, all),
            Run = state.Run with { CheckLooks = looks }
        };
    }

    private static NodeTransfer Moved(
        DownloadState state, NodeTransfer transfer, NodeHashes node, long bytes, IReadOnlyList<BytesSeen> looks)
    {
        // A node that does not answer has read what it had read.
        if (node.Status.State == RemoteJobState.Unknown) return DownloadFigures.Still(transfer);

        var isGood = node.HasEnded && CheckRules.FailureOf(state, node) is null;
        var span = looks.Count > 0 ? looks[^1].At - looks[0].At : TimeSpan.Zero;
        double? rate = span > TimeSpan.Zero ? Math.Max(0, looks[^1].Bytes - looks[0].Bytes) / span.TotalSeconds : null;
        return transfer with
        {
            Bytes = bytes,
            Percent = isGood ? 100 : Math.Max(transfer.Percent, Percent(bytes, transfer.TotalBytes)),
            BytesPerSecond = rate,
            EtaSeconds = rate > 0 ? (long)Math.Ceiling((transfer.TotalBytes - bytes) / rate.Value) : null,
            StalledSince = rate == 0 && span >= Still ? transfer.StalledSince ?? looks[0].At : null,
            Verified = isGood
        };
    }

    private static DownloadFile Counted(DownloadFile file, IReadOnlyList<NodeHashes> nodes) => file with
    {
        Done = nodes.Where(node => node.Status.State != RemoteJobState.Unknown).ToDictionary(
            node => node.Node, node => node.Look.Sha256.ContainsKey(file.Path) ? file.Bytes : 0)
    };

    private static int Percent(long bytes, long total) => total > 0 ? (int)Math.Min(99, bytes * 100.0 / total) : 0;
}
