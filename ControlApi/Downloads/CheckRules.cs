using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>A check of what is on the disks by the hashes of its files, as pure functions.</summary>
internal static class CheckRules
{
    /// <summary>
    /// Letters of a SHA-256, which the Hub has of large files; and of git's hash, which it has of small ones.
    /// </summary>
    public const int Sha256Letters = 64, GitLetters = 40;

    /// <summary>A third time in a row is the last one.</summary>
    private const int MostAgain = 2;

    /// <summary>The files whose hash is known.</summary>
    public static IReadOnlyList<DownloadFile> Files(DownloadState state) =>
        [.. state.Files.Where(file => state.Run!.Blobs[file.Path].Length is Sha256Letters or GitLetters)];

    /// <summary>Puts down what is to be compared, and where.</summary>
    /// <param name="state">The check.</param>
    /// <param name="model">The repository as the Hub has it.</param>
    /// <param name="hubs">The Hub's cache of each node that has it, by node.</param>
    public static DownloadState Planned(
        DownloadState state, HubModel model, IReadOnlyDictionary<string, string> hubs)
    {
        List<HubFile> files = [.. model.Files.DistinctBy(file => file.Path)];
        return Compared(
            state with { Revision = model.Commit },
            files.Select(file => new DownloadFile(file.Path, file.Bytes, new Dictionary<string, long>())),
            files.ToDictionary(file => file.Path, file => file.Blob),
            hubs);
    }

    /// <summary>The same from what a download that is done has kept.</summary>
    public static DownloadState Kept(DownloadState state, DownloadState done)
    {
        var nodes = done.Transfers.Select(transfer => transfer.Node).ToHashSet();
        return Compared(
            state, done.Files, done.Run!.Blobs, done.Run.Hubs.Where(hub => nodes.Contains(hub.Key)).ToDictionary());
    }

    /// <summary>What follows from the hashes so far.</summary>
    public static DownloadState Next(DownloadState state, IReadOnlyList<NodeHashes> nodes, DateTimeOffset now)
    {
        var silent = nodes.FirstOrDefault(node => node.Status.State == RemoteJobState.Unknown)?.Node;
        var counted = CheckFigures.Seen(state, nodes, now) with
        {
            Hindrance = silent is null ? null : $"{NodeNames.Of(silent)} does not answer."
        };
        if (nodes.FirstOrDefault(node => node.IsBrokenOff) is { } broken) return Again(counted, broken.Node);
        if (!nodes.All(node => node.HasEnded)) return counted;

        return nodes.Select(node => FailureOf(state, node)).OfType<JobFailure>().FirstOrDefault() is { } failure
            ? DownloadEnds.End(counted, DownloadPhase.Failed, now) with { Failure = failure }
            : DownloadEnds.End(counted, DownloadPhase.Done, now) with { Percent = 100 };
    }

    /// <summary>What is wrong with the files of a node that has hashed all; null for nothing.</summary>
    public static JobFailure? FailureOf(DownloadState state, NodeHashes node)
    {
        var sums = Files(state).Select(file => (file.Path, Blob: state.Run!.Blobs[file.Path]))
            .Select(file => (file.Path, file.Blob, Sum: node.Of(file.Path, file.Blob))).ToList();
        List<string> differ = [.. sums.Where(f => f.Sum is not null && f.Sum != f.Blob).Select(f => f.Path)];
        if (differ.Count > 0) return CheckFailures.Corrupt(node.Node, differ);

        List<string> missing = [.. sums.Where(f => f.Sum is null).Select(f => f.Path)];
        return missing.Count > 0 ? DownloadFailures.Incomplete(node.Node, missing) : null;
    }

    // On that node alone: what another has read is not read again.
    private static DownloadState Again(DownloadState state, string node)
    {
        var run = state.Run!;
        var times = run.ChecksAgain.GetValueOrDefault(node) + 1;
        if (times > MostAgain) return DownloadEnds.Fail(state, CheckFailures.Interrupted(node));

        return state with
        {
            Restarts = state.Restarts + 1,
            Run = run with
            {
                Begun = false,
                ChecksAgain = new Dictionary<string, int>(run.ChecksAgain) { [node] = times }
            }
        };
    }

    private static DownloadState Compared(
        DownloadState state, IEnumerable<DownloadFile> files, IReadOnlyDictionary<string, string> blobs,
        IReadOnlyDictionary<string, string> hubs)
    {
        var known = state with
        {
            Hindrance = null,
            Files = [.. files.Select(file => file with { Done = new Dictionary<string, long>() })],
            Run = (state.Run ?? new()) with { Hubs = hubs, Blobs = blobs }
        };
        var bytes = Files(known).Sum(file => file.Bytes);
        return known with
        {
            TotalBytes = bytes,
            Transfers =
            [
                .. hubs.Keys.Select(node => new NodeTransfer(node, node, 0, bytes, 0, null, null, null, false))
            ]
        };
    }
}
