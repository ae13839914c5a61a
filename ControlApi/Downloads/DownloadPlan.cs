using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a download has to bring, as the Hub and the nodes said it at its beginning.</summary>
/// <param name="Model">The repository.</param>
/// <param name="Disks">What each node that gets it has of it; the head first.</param>
/// <param name="CopyRate">Bytes a second at which the last copy between the nodes went; null when unknown.</param>
internal sealed record DownloadPlan(
    HubModel Model, IReadOnlyList<KeyValuePair<string, RepoLook>> Disks, double? CopyRate = null)
{
    /// <summary>What must be left on a disk: a full one takes more down than a download.</summary>
    public const long Spare = 10_000_000_000;

    /// <summary>Why it cannot be; null when it can.</summary>
    public JobFailure? Hindrance =>
        Model.Files.Count == 0 ? DownloadFailures.Empty(Model.Repo)
        : Short() is { Count: > 0 } lacking ? DownloadFailures.DiskShort(lacking)
        : !Disks[0].Value.HasUvx && Missing(Disks[0].Value) > 0 ? DownloadFailures.NoUvx(Disks[0].Key)
        : Disks.FirstOrDefault(disk => !disk.Value.HasRsync).Key is { } lacks && IsCopied ? CopyFailures.NoRsync(lacks)
        : null;

    /// <summary>Nodes of whose room nobody knows.</summary>
    public IReadOnlyList<string> UnknownRoom =>
        [.. Disks.Where(disk => disk.Value.FreeBytes is null && Missing(disk.Value) > 0).Select(disk => disk.Key)];

    /// <summary>Bytes that a node lacks.</summary>
    public long Missing(RepoLook disk) => Model.Files.Sum(file => file.Bytes - FileOnDisk.Bytes(file, disk));

    /// <summary>
    /// Room on a node: what is free, and what its unfinished files give back when the download begins; null when
    /// unknown.
    /// </summary>
    public long? Room(RepoLook disk) => disk.FreeBytes + FileOnDisk.LeftOver(Model.Files, disk);

    /// <summary>Whether bytes have to go from the first node to another.</summary>
    public bool IsCopied => Disks.Count > 1 && Disks.Skip(1).Any(disk => Missing(disk.Value) > 0);

    private List<LackingDisk> Short() =>
    [
        .. from disk in Disks
           let missing = Missing(disk.Value)
           let free = Room(disk.Value)
           where free is not null && missing > 0 && free < missing + Spare
           select new LackingDisk(disk.Key, missing, free.Value)
    ];
}

/// <summary>A node whose disk is too small.</summary>
/// <param name="Node">Its name.</param>
/// <param name="MissingBytes">What has to come.</param>
/// <param name="FreeBytes">What is free.</param>
internal sealed record LackingDisk(string Node, long MissingBytes, long FreeBytes);
