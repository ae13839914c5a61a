using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>How far a download is.</summary>
public enum DownloadPhase
{
    /// <summary>Another download runs.</summary>
    Queued,

    /// <summary>The Hub is asked what there is, and each node how much room it has.</summary>
    Preflight,

    /// <summary>The head fetches it from the Hub.</summary>
    Downloading,

    /// <summary>The worker gets it from the head.</summary>
    Copying,

    /// <summary>What is there is compared with what should be.</summary>
    Verifying,

    Done,
    Failed,
    Cancelled
}

/// <summary>A download of a repository of the Hub, or a check of one that was downloaded.</summary>
public sealed record DownloadState : JobState
{
    /// <summary>As <c>org/name</c>.</summary>
    public required string Repo { get; init; }

    /// <summary>
    /// It brings what is lacking of the commit that the head has, not the newest; where the head has all of it, no Hub
    /// is asked.
    /// </summary>
    public bool Completes { get; init; }

    /// <summary>The Hub's commit that is downloaded; null until the Hub was asked.</summary>
    public string? Revision { get; init; }

    public required ModelNodes Nodes { get; init; }
    public required DownloadPhase Phase { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>
    /// The download that this one only checks, or its own id where it checks what is on the disks, whoever has brought
    /// it; null for one that downloads.
    /// </summary>
    public string? Verifies { get; init; }

    /// <summary>Bytes of the repository; null until the Hub was asked.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>
    /// 0 to 100 of all that is to move, on all nodes. It never falls, and is 99 at most until it is done.
    /// </summary>
    public int? Percent { get; init; }

    /// <summary>
    /// Seconds until all that is to move has come to every node, at the present rate; null when that is unknown, also
    /// while nobody knows how fast the copy to the second node will be.
    /// </summary>
    public long? EtaSeconds { get; init; }

    /// <summary>One for each node that gets the files.</summary>
    public IReadOnlyList<NodeTransfer> Transfers { get; init; } = [];

    /// <summary>The files of the repository at that commit; none when it has failed or was cancelled.</summary>
    public IReadOnlyList<DownloadFile> Files { get; init; } = [];

    /// <summary>How often it was begun again because no byte came, or its tool had ended before its time.</summary>
    public int Restarts { get; init; }

    /// <summary>Whether it goes over plain HTTP since: the Hub's xet transfer is known to hang.</summary>
    public bool XetOff { get; init; }

    /// <summary>
    /// Downloads that come first, 1 at least: while it is queued, or others have gone first in a pause of its own; else
    /// null.
    /// </summary>
    public int? Position { get; init; }

    /// <summary>
    /// What it waits for, as a sentence: a node that does not answer, or the next try; null for nothing.
    /// </summary>
    public string? Hindrance { get; init; }

    /// <summary>The key of the model that is to be loaded when it is done.</summary>
    public string? ThenSwap { get; init; }

    /// <summary>The swap that came of it.</summary>
    public string? ThenSwapId { get; init; }

    /// <summary>Why no swap came of it, as a sentence.</summary>
    public string? ThenSwapProblem { get; init; }

    /// <summary>An entry for the catalog, when it is done and no entry has these weights.</summary>
    public SuggestedModel? Suggestion { get; init; }

    public JobFailure? Failure { get; init; }

    /// <summary>What the driver must find again after a restart; no page hears of it.</summary>
    public DownloadRun? Run { get; init; }
}

/// <summary>What one node has, and how fast more comes.</summary>
/// <param name="Node">Its name.</param>
/// <param name="From"><c>hub</c>, or the node that it comes from; of a check the node itself.</param>
/// <param name="Bytes">Bytes of the repository on its disk.</param>
/// <param name="TotalBytes">Bytes that it shall have.</param>
/// <param name="Percent">It never falls, and is 99 at most until every file is there.</param>
/// <param name="BytesPerSecond">Over the last 15 s; null when nothing moves to this node now.</param>
/// <param name="EtaSeconds">Until all is there at that rate; null when it cannot be told.</param>
/// <param name="StalledSince">Since when no byte has come; null while some do.</param>
/// <param name="Verified">Every file is there with its size; of a check, with its SHA-256 too.</param>
public sealed record NodeTransfer(
    string Node, string From, long Bytes, long TotalBytes, int Percent, double? BytesPerSecond, long? EtaSeconds,
    DateTimeOffset? StalledSince, bool Verified);

/// <summary>A file of a repository.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Done">Bytes of it that are there, by node.</param>
public sealed record DownloadFile(string Path, long Bytes, IReadOnlyDictionary<string, long> Done);

/// <summary>What must be known to take a download up again.</summary>
public sealed record DownloadRun
{
    /// <summary>Which machine each node was when the download began, by node.</summary>
    public IReadOnlyDictionary<string, NodeAddress> Machines { get; init; } = new Dictionary<string, NodeAddress>();

    /// <summary>The worker as the head knows it, with the user where that is another one; null without one.</summary>
    public string? Worker { get; init; }

    /// <summary>The Hub's cache of each node, as an absolute path there, by node.</summary>
    public IReadOnlyDictionary<string, string> Hubs { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of each file's blob in the cache, by path; of a large file it is its SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Blobs { get; init; } = new Dictionary<string, string>();

    /// <summary>The hash of the reservation's token that came with it, for the load that follows.</summary>
    public string? Pass { get; init; }

    /// <summary>Counts the remote jobs: no name comes twice.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The remote job of this attempt is there.</summary>
    public bool Begun { get; init; }

    /// <summary>It is being ended: nothing else begins before it is gone.</summary>
    public bool Ending { get; init; }

    /// <summary>The last looks of a check at each node, oldest first, by node.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<BytesSeen>> CheckLooks { get; init; } =
        new Dictionary<string, IReadOnlyList<BytesSeen>>();

    /// <summary>How often a check was begun again on a node, by node.</summary>
    public IReadOnlyDictionary<string, int> ChecksAgain { get; init; } = new Dictionary<string, int>();

    /// <summary>What the download has failed of, once that is gone; null when it goes on then.</summary>
    public JobFailure? Verdict { get; init; }

    /// <summary>How often in a row the present phase was begun again without more of it having come.</summary>
    public int Retries { get; init; }

    /// <summary>How often in a row something that passes was waited for without more having come.</summary>
    public int Waits { get; init; }

    /// <summary>Nothing is tried before this; null to go on at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>No other download goes first until then.</summary>
    public bool KeepsTurn { get; init; }

    /// <summary>The most bytes that the node at work had when the present phase was begun again.</summary>
    public long Reached { get; init; }

    /// <summary>How often the commit that was being downloaded was gone from the Hub.</summary>
    public int Replans { get; init; }

    /// <summary>
    /// Bytes a second at which the last copy between the nodes went: of this download, or of one before; null when
    /// unknown.
    /// </summary>
    public double? CopyRate { get; init; }

    /// <summary>
    /// Blobs that are to be removed before the Hub's tool begins: they are of another size than the Hub's.
    /// </summary>
    public IReadOnlyList<string> Wrong { get; init; } = [];

    /// <summary>Every node was seen to have every file.</summary>
    public bool Compared { get; init; }

    /// <summary>
    /// The last looks at the node at work, oldest first: what the rate is made of. Whoever takes it up begins anew, so
    /// it is not stored.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<BytesSeen> Seen { get; init; } = [];

    /// <summary>When something was last written there, since somebody looks; not stored either.</summary>
    [JsonIgnore]
    public DateTimeOffset? LastMove { get; init; }

    /// <summary>All that was written there at the last look, parts that do not count among it; not stored.</summary>
    [JsonIgnore]
    public long? Written { get; init; }
}

/// <summary>Bytes that were on a node's disk.</summary>
/// <param name="At">When.</param>
/// <param name="Bytes">How many.</param>
public sealed record BytesSeen(DateTimeOffset At, long Bytes);
