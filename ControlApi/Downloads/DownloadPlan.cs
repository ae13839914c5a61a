using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a download has to bring, as the Hub and the nodes said it at its beginning.</summary>
/// <param name="Model">The repository.</param>
/// <param name="Disks">What each node that gets it has of it; the head first.</param>
internal sealed record DownloadPlan(HubModel Model, IReadOnlyList<KeyValuePair<string, RepoLook>> Disks)
{
    /// <summary>What must be left on a disk: a full one takes more down than a download.</summary>
    public const long Spare = 10_000_000_000;

    /// <summary>Why it cannot be; null when it can.</summary>
    public JobFailure? Hindrance =>
        Model.Files.Count == 0 ? DownloadFailures.Empty(Model.Repo)
        : Short() is { Count: > 0 } lacking ? DownloadFailures.DiskShort(lacking)
        : !Disks[0].Value.HasUvx && Missing(Disks[0].Value) > 0 ? DownloadFailures.NoUvx(Disks[0].Key)
        : null;

    /// <summary>Bytes that a node lacks.</summary>
    public long Missing(RepoLook disk) => Model.Files.Sum(file => file.Bytes - FileOnDisk.Bytes(file, disk));

    private List<LackingDisk> Short() =>
    [
        .. from disk in Disks
           let missing = Missing(disk.Value)
           where disk.Value.FreeBytes is { } free && missing > 0 && free < missing + Spare
           select new LackingDisk(disk.Key, missing, disk.Value.FreeBytes!.Value)
    ];
}

/// <summary>A node whose disk is too small.</summary>
/// <param name="Node">Its name.</param>
/// <param name="MissingBytes">What has to come.</param>
/// <param name="FreeBytes">What is free.</param>
internal sealed record LackingDisk(string Node, long MissingBytes, long FreeBytes);
