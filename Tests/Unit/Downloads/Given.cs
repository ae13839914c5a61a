using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>A repository of three files, and disks that have some of it.</summary>
internal static class Given
{
    public const string Repo = "org/name", Commit = "c0ffee";

    public static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    public static readonly DownloadOptions Options = new();

    private static readonly HubFile[] Repository =
    [
        new("config.json", 1_000, "oid1", null), new("a.safetensors", 600_000, Sha('a'), Sha('a')),
        new("b.safetensors", 399_000, Sha('b'), Sha('b'))
    ];

    public static HubModel Model => new(Repo, Commit, false, Repository);

    public static DownloadState Asked(ModelNodes nodes = ModelNodes.Solo) => new()
    {
        Id = "d-1",
        Kind = JobKind.Download,
        Subject = Repo,
        Repo = Repo,
        Nodes = nodes,
        Phase = DownloadPhase.Queued,
        RequestedAt = Start,
        Run = new() { Worker = "10.0.0.2" }
    };

    /// <summary>A disk that has so many of the files' bytes, the first files first.</summary>
    public static RepoLook Disk(long bytes, bool linked = true, long free = 1_000_000_000_000)
    {
        Dictionary<string, BlobLook> blobs = [];
        Dictionary<string, long> files = [];
        foreach (var file in Repository)
        {
            var there = Math.Clamp(bytes, 0, file.Bytes);
            bytes -= there;
            if (there == file.Bytes)
            {
                blobs[file.Blob] = new(there, there);
                if (linked) files[file.Path] = there;
            }
            else if (there > 0)
            {
                blobs[$"{file.Blob}.incomplete"] = new(file.Bytes, there);
            }
        }

        return new() { Hub = "/home/u/.cache/huggingface/hub", FreeBytes = free, HasUvx = true, HasRsync = true, Main = Commit, Blobs = blobs, Files = files };
    }

    public static DownloadState Then(this DownloadState state, DownloadSignal signal, double seconds = 0) =>
        DownloadMachine.Next(state, signal, Start.AddSeconds(seconds), Options);

    /// <summary>It has its turn, and the Hub and the nodes have said what there is.</summary>
    public static DownloadState Planned(ModelNodes nodes = ModelNodes.Solo, long head = 0, long worker = 0)
    {
        KeyValuePair<string, RepoLook>[] disks = [new("spark1", Disk(head)), new("spark2", Disk(worker))];
        return Asked(nodes).Then(new DownloadSignal.TakenUp()).Then(new DownloadSignal.Turn(0))
            .Then(new DownloadSignal.Planned(new(Model, nodes == ModelNodes.Cluster ? disks : disks[..1])));
    }

    /// <summary>It is at work.</summary>
    public static DownloadState AtWork(ModelNodes nodes = ModelNodes.Solo) => Planned(nodes).Then(new DownloadSignal.Begun());

    public static DownloadSignal Looked(long bytes, string node = "spark1", RemoteJobState job = RemoteJobState.Running, int? code = null, ToolEnd? end = null) =>
        new DownloadSignal.Looked(
            new Dictionary<string, RepoLook> { [node] = Disk(bytes) }, new(new(job, code, 0), end));

    public static DownloadSignal Exited(long bytes, string node = "spark1", int code = 0, ToolEnd? end = null) =>
        Looked(bytes, node, RemoteJobState.Exited, code, end);

    /// <summary>The tool has ended of something.</summary>
    public static DownloadSignal Broke(long bytes, ToolFault fault, string node = "spark1", TimeSpan? retryAfter = null) =>
        Exited(bytes, node, 1, new(DownloadFailures.Failed(node, 1, ""), fault, retryAfter));

    public static DownloadSignal Compared(params (string Node, long Bytes)[] disks) =>
        new DownloadSignal.Looked(disks.ToDictionary(disk => disk.Node, disk => Disk(disk.Bytes)), null);

    private static string Sha(char letter) => new(letter, 64);
}
