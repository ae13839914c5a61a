using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// The figures of a download: only from the Hub's sizes and the bytes on the disks, never from a tool's bars.
/// </summary>
internal static class DownloadFigures
{
    public const string Head = "spark1", Worker = "spark2", Hub = "hub";

    /// <summary>What the rate is the mean of; and how long nothing may come before that is said.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    /// <summary>Puts down what the Hub and the nodes have said.</summary>
    public static DownloadState Begin(DownloadState state, DownloadPlan plan, DateTimeOffset now)
    {
        var files = plan.Model.Files;
        var planned = state with
        {
            Revision = plan.Model.Commit,
            TotalBytes = plan.Model.TotalBytes,
            Hindrance = null,
            EtaSeconds = null,
            Files = [.. files.Select(file => new DownloadFile(file.Path, file.Bytes, new Dictionary<string, long>()))],
            Transfers =
            [
                .. plan.Disks.Select(disk => new NodeTransfer(
                    disk.Key, disk.Key == Head ? Hub : Head, 0, plan.Model.TotalBytes, Reached(state, disk.Key), null,
                    null, null, false))
            ],
            Run = (state.Run ?? new()) with
            {
                Hubs = plan.Disks.ToDictionary(disk => disk.Key, disk => disk.Value.Hub),
                Blobs = files.ToDictionary(file => file.Path, file => file.Blob),
                CopyRate = plan.CopyRate ?? state.Run?.CopyRate,
                Retries = 0,
                Waits = 0,
                Reached = 0
            }
        };
        foreach (var (node, disk) in plan.Disks)
        {
            planned = Seen(planned, node, disk, now);
            // What is only completed is that of the head, whatever is called main there.
            var isNamed = disk.Main == planned.Revision || (state.Completes && node == Head);
            if (isNamed && Lacking(planned, disk).Count == 0) planned = Verified(planned, node);
        }

        // These were looks at several nodes; the rate is of the one at work.
        return planned with
        {
            Run = planned.Run! with
            {
                Seen = [],
                LastMove = null,
                Written = null,
                Wrong = Wrong(planned, plan.Disks[0].Value)
            }
        };
    }

    /// <summary>Puts down what a look at the node at work has found.</summary>
    public static DownloadState Seen(DownloadState state, string node, RepoLook disk, DateTimeOffset now)
    {
        var run = state.Run!;
        var files = state.Files.Select(file => file with
        {
            Done = new Dictionary<string, long>(file.Done)
            {
                [node] = FileOnDisk.Bytes(file.Path, file.Bytes, run.Blobs[file.Path], disk)
            }
        }).ToList();
        var bytes = files.Sum(file => file.Done[node]);

        // Whatever is written there says that it is alive, also what does not count yet.
        var moved = run.Written == disk.Written ? run.LastMove ?? now : now;
        List<BytesSeen> seen = [.. run.Seen.Where(look => now - look.At <= Window), new(now, bytes)];
        return Totalled(state with
        {
            Files = files,
            Transfers = [.. state.Transfers.Select(t => t.Node == node ? Moved(t, bytes, seen, moved, now) : t)],
            Run = run with { Seen = seen, LastMove = moved, Written = disk.Written }
        });
    }

    /// <summary>A node has every file.</summary>
    public static DownloadState Verified(DownloadState state, string node) => Totalled(state with
    {
        Transfers =
        [
            .. state.Transfers.Select(t => t.Node == node
                ? Still(t) with { Bytes = t.TotalBytes, Percent = 100, Verified = true }
                : t)
        ]
    });

    /// <summary>Nothing moves to it now, or nobody looks.</summary>
    public static NodeTransfer Still(NodeTransfer transfer) =>
        transfer with { BytesPerSecond = null, EtaSeconds = null, StalledSince = null };

    /// <summary>The files that a node has not whole; none means that it has the repository.</summary>
    public static IReadOnlyList<string> Lacking(DownloadState state, RepoLook disk) =>
    [
        .. state.Files
            .Where(file => !FileOnDisk.IsThere(file.Path, file.Bytes, disk))
            .Select(file => file.Path)
    ];

    /// <summary>
    /// Blobs that have the name of a whole file and another size: the Hub's tool would keep them as they are.
    /// </summary>
    public static IReadOnlyList<string> Wrong(DownloadState state, RepoLook disk) =>
    [
        .. state.Files
            .Where(file => FileOnDisk.IsWrong(state.Run!.Blobs[file.Path], file.Bytes, disk))
            .Select(file => state.Run!.Blobs[file.Path])
            .Distinct()
    ];

    private static NodeTransfer Moved(
        NodeTransfer transfer, long bytes, List<BytesSeen> seen, DateTimeOffset moved, DateTimeOffset now)
    {
        var span = (seen[^1].At - seen[0].At).TotalSeconds;
        double? rate = span > 0 ? Math.Max(0, seen[^1].Bytes - seen[0].Bytes) / span : null;
        return transfer with
        {
            Bytes = bytes,
            Percent = Math.Max(transfer.Percent, Percent(bytes, transfer.TotalBytes)),
            BytesPerSecond = rate,
            EtaSeconds = rate > 0 ? (long)Math.Ceiling((transfer.TotalBytes - bytes) / rate.Value) : null,
            StalledSince = now - moved >= Window ? moved : null
        };
    }

    private static DownloadState Totalled(DownloadState state)
    {
        var percent = Percent(state.Transfers.Sum(t => t.Bytes), state.Transfers.Sum(t => t.TotalBytes));
        var rate = state.Transfers.FirstOrDefault(t => t.Node == Worker)?.BytesPerSecond;
        var run = state.Run! with { CopyRate = rate > 0 ? rate : state.Run.CopyRate };
        return state with { Percent = Math.Max(state.Percent ?? 0, percent), EtaSeconds = Left(state, run), Run = run };
    }

    // One node after the other: the copy begins when the first has all.
    private static long? Left(DownloadState state, DownloadRun run)
    {
        double seconds = 0;
        foreach (var transfer in state.Transfers.Where(transfer => !transfer.Verified))
        {
            var rate = transfer.BytesPerSecond ?? (transfer.Node == Worker ? run.CopyRate : null);
            if (rate is not > 0) return null;

            seconds += (transfer.TotalBytes - transfer.Bytes) / rate.Value;
        }

        return (long)Math.Ceiling(seconds);
    }

    // Where another commit is brought than before, less of it may be there.
    private static int Reached(DownloadState state, string node) =>
        Math.Min(99, state.Transfers.FirstOrDefault(transfer => transfer.Node == node)?.Percent ?? 0);

    private static int Percent(long bytes, long total) => total > 0 ? (int)Math.Min(99, bytes * 100.0 / total) : 0;
}
