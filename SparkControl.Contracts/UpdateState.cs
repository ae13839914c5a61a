namespace SparkControl.Contracts;

/// <summary>What is done to the launcher and its image.</summary>
public enum UpdateAction
{
    /// <summary>Take what upstream has, and build or pull the image.</summary>
    Apply,

    /// <summary>Go back to the commit and the image before.</summary>
    RollBack,

    /// <summary>Copy the head's image to the worker.</summary>
    SyncImages
}

/// <summary>How far an update is.</summary>
public enum UpdatePhase
{
    /// <summary>Repository, images and disks are looked at; nothing is touched.</summary>
    Checking,

    /// <summary>Commit and image are written down, and the image gets a second name.</summary>
    Recording,

    /// <summary>git takes what upstream has.</summary>
    Pulling,

    /// <summary>The image is built, or pulled.</summary>
    Building,

    /// <summary>It is copied to the worker.</summary>
    Copying,

    /// <summary>A container of it is started on each node, and the launcher's abilities are read.</summary>
    Smoke,

    /// <summary>A model is loaded with it, and asked.</summary>
    Loading,

    /// <summary>Commit and image are those of before again.</summary>
    RollingBack,

    /// <summary>The head's image is copied to the worker.</summary>
    Syncing,

    /// <summary>What was wanted is so.</summary>
    Done,

    /// <summary>It is not so.</summary>
    Failed,

    /// <summary>A user ended it.</summary>
    Cancelled
}

/// <summary>An update of the launcher in progress, or one that has ended. Its key is <c>job:{id}</c>.</summary>
public sealed record UpdateState : JobState
{
    /// <summary>The <see cref="JobState.Subject"/> of every update.</summary>
    public const string Launcher = "launcher";

    /// <summary>What every update's id begins with, and no other's.</summary>
    public const string Prefix = "u-";

    public required UpdateAction Action { get; init; }
    public required UpdatePhase Phase { get; init; }

    /// <summary>When a user asked for it.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The commit before, whole; null until it was read.</summary>
    public string? FromCommit { get; init; }

    /// <summary>The commit that is wanted, and from the end on the one that is there; null until it was read.</summary>
    public string? ToCommit { get; init; }

    /// <summary>Its phases in order; the last one is the present one.</summary>
    public IReadOnlyList<UpdateStage> Stages { get; init; } = [];

    /// <summary>
    /// The node that does not answer while something of the update is at work there, and goes on; null while all do.
    /// </summary>
    public SilentNode? Silent { get; init; }

    /// <summary>What the new image and launcher can do; null until somebody has looked.</summary>
    public SmokeResult? Smoke { get; init; }

    /// <summary>The key of the model that is loaded as a trial; null for none.</summary>
    public string? SmokeModel { get; init; }

    /// <summary>Why it failed; of one that was cancelled, what could not be ended.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>What must be known to take the update up again after a restart.</summary>
    public UpdateRun? Run { get; init; }
}

/// <summary>A node that is waited for.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Since">When it was last heard of.</param>
public sealed record SilentNode(string Node, DateTimeOffset Since);

/// <summary>A phase of an update.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When the next one did; null for the present one.</param>
/// <param name="Node">The node it goes on at; null where it is both.</param>
public sealed record UpdateStage(
    UpdatePhase Phase, DateTimeOffset Started, DateTimeOffset? Ended = null, string? Node = null);

/// <summary>What was seen of a new image and launcher.</summary>
public sealed record SmokeResult
{
    /// <summary>What <c>vllm --version</c> said in a container of the image, by node; null for nothing.</summary>
    public IReadOnlyDictionary<string, string?> Versions { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether that container ended well, by node; null where nobody saw its end.</summary>
    public IReadOnlyDictionary<string, bool?> Started { get; init; } = new Dictionary<string, bool?>();

    /// <summary>Whether the launcher's abilities could be read; null until somebody has tried.</summary>
    public bool? Probed { get; init; }

    /// <summary>The image's id afterwards, by node; null where it is missing, absent where unknown.</summary>
    public IReadOnlyDictionary<string, string?> Images { get; init; } = new Dictionary<string, string?>();

    /// <summary>Abilities that the launcher has now and had not, by the names in <see cref="LauncherState"/>.</summary>
    public IReadOnlyList<string> Gained { get; init; } = [];

    /// <summary>Abilities that it had and has not any more.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>The swap that loaded a model as a trial; null when none was asked for.</summary>
    public string? Swap { get; init; }

    /// <summary>Whether that model gave an answer; null when it was not asked.</summary>
    public bool? Answered { get; init; }

    /// <summary>Why the trial says nothing of the image, as a sentence; null where it does.</summary>
    public string? NotTried { get; init; }

    /// <summary>What became of the model that served before the trial; null when there was none.</summary>
    public LoadedAgain? Again { get; init; }
}

/// <summary>The model that served before a trial, loaded again.</summary>
/// <param name="Model">Its key in the catalog.</param>
/// <param name="ModelName">Its name for people.</param>
public sealed record LoadedAgain(string Model, string ModelName)
{
    /// <summary>The swap that loads it; null when none was begun.</summary>
    public string? Swap { get; init; }

    /// <summary>Why it does not serve again, as a sentence; null when it does.</summary>
    public string? Problem { get; init; }
}
