namespace SparkControl.Contracts;

/// <summary>What a swap is for.</summary>
public enum SwapKind
{
    /// <summary>Load a model; what runs is stopped first.</summary>
    Load,

    /// <summary>Stop what runs.</summary>
    Stop
}

/// <summary>A swap in progress, or the last one. It has ended when <see cref="EndedAt"/> is set, never before the nodes are accounted for.</summary>
public sealed record SwapState
{
    public required string Id { get; init; }
    public required SwapKind Kind { get; init; }

    /// <summary>The key of the wanted model; null for a stop.</summary>
    public string? Model { get; init; }

    /// <summary>Its name for people.</summary>
    public string? ModelName { get; init; }

    /// <summary>The repository or path that vLLM serves.</summary>
    public string? Weights { get; init; }

    /// <summary>What ran before, by name, as far as it was known.</summary>
    public string? Replaces { get; init; }

    public required SwapPhase Phase { get; init; }

    /// <summary>Set while <see cref="Phase"/> is loading, and kept where a load failed in it.</summary>
    public LoadStep? Step { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When each phase and step began, in order, the end too; the last one is the present one.</summary>
    public IReadOnlyList<StageStart> Stages { get; init; } = [];

    /// <summary>The nodes that take part and how far each is.</summary>
    public IReadOnlyList<NodeProgress> Nodes { get; init; } = [];

    /// <summary>0 to 98 while it loads, 100 when ready; it never falls.</summary>
    public double Percent { get; init; }

    /// <summary>When it should be ready; null without a history of this model.</summary>
    public ReadyBand? Eta { get; init; }

    /// <summary>How long each stage usually takes, as it was known when the swap began.</summary>
    public UsualLoad? Usual { get; init; }

    /// <summary>Since when nothing has moved; null while something does.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    public SwapFailure? Failure { get; init; }
    public bool CancelRequested { get; init; }

    /// <summary>
    /// The command, as a person would type it on the head: the expected one, if it can be told, until the launcher is
    /// started; from then on the one that was.
    /// </summary>
    public string? Command { get; init; }

    /// <summary>What must be known to take the swap up again after a restart.</summary>
    public SwapRun Run { get; init; } = new();

    /// <summary>Whether the next swap has to wait for this one.</summary>
    public bool IsActive => EndedAt is null;
}

/// <summary>The beginning of a phase, or of a step of the loading phase.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Step">The step of it, if it has any.</param>
/// <param name="At">When it began.</param>
/// <param name="Line">The number of the log line that made it begin; null when no line did.</param>
public sealed record StageStart(SwapPhase Phase, LoadStep? Step, DateTimeOffset At, long? Line = null);

/// <summary>One node's part in a swap.</summary>
public sealed record NodeProgress
{
    /// <summary><c>spark1</c> or <c>spark2</c>.</summary>
    public required string Node { get; init; }

    /// <summary>What of the present stage is done, 0 to 1; null when it cannot be told.</summary>
    public double? Part { get; init; }

    /// <summary>Units done, for example shards.</summary>
    public int? Done { get; init; }

    public int? Total { get; init; }

    /// <summary><c>shards</c>, <c>files</c> or <c>graphs</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>What is left on the node once the swap has ended; null where it has ended before anything was touched.</summary>
    public NodeRemains? Remains { get; init; }

    /// <summary>MemAvailable when last read, in bytes.</summary>
    public long? AvailableBytes { get; init; }
}

/// <summary>Between which times a load should be ready: half of this model's loads by the first, nine of ten by the second.</summary>
public sealed record ReadyBand(DateTimeOffset From, DateTimeOffset To, int Loads);

/// <summary>Why a swap failed, for a person.</summary>
public sealed record SwapFailure
{
    /// <summary>Stable word for programs, snake_case, for example <c>kv_cache_too_small</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence that says what happened.</summary>
    public required string Title { get; init; }

    /// <summary>What it means, or more of the figures.</summary>
    public string? Detail { get; init; }

    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>The node at fault; null when it is not one alone.</summary>
    public string? Node { get; init; }

    /// <summary>The line of the log that proves it; null when none does.</summary>
    public long? ProofLine { get; init; }

    /// <summary>That line and its neighbours.</summary>
    public IReadOnlyList<ProofText> Proof { get; init; } = [];

    /// <summary>The stage in which it failed.</summary>
    public SwapPhase Phase { get; init; }

    public LoadStep? Step { get; init; }
}

/// <summary>A line that proves a failure.</summary>
public sealed record ProofText(long Line, string Node, string Text, bool Decides);

/// <summary>Something the owner can do. With <see cref="MaxModelLen"/> or <see cref="Anyway"/> the page offers it as one click.</summary>
/// <param name="Title">What to do, as an order.</param>
/// <param name="Detail">What it means.</param>
/// <param name="Command">A command to run on a node, if that is the remedy.</param>
/// <param name="MaxModelLen">A context that fits, to apply and retry with.</param>
/// <param name="Anyway">To load all the same, in spite of what may be ignored.</param>
public sealed record Remedy(
    string Title, string? Detail = null, string? Command = null, int? MaxModelLen = null, bool Anyway = false);

/// <summary>What the driver must find again after a restart.</summary>
public sealed record SwapRun
{
    /// <summary>The remote job of the launcher on the head.</summary>
    public string? LauncherJob { get; init; }

    /// <summary>The launcher's job of the swap before: should it still be at work, it is ended before anything is started.</summary>
    public string? FormerLauncherJob { get; init; }

    /// <summary>The containers that this swap started, by node.</summary>
    public IReadOnlyDictionary<string, string> Containers { get; init; } = new Dictionary<string, string>();

    /// <summary>Nodes on which vLLM was seen in the container of this swap: there it must stay.</summary>
    public IReadOnlyList<string> Vllm { get; init; } = [];

    /// <summary>
    /// Whether each node held a container of the model when it was last looked at, by node: null for one that could not
    /// be asked. A node that is not in it was not looked at.
    /// </summary>
    public IReadOnlyDictionary<string, bool?> Seen { get; init; } = new Dictionary<string, bool?>();

    /// <summary>MemAvailable of each node before a model was loaded, in bytes.</summary>
    public IReadOnlyDictionary<string, long> Baseline { get; init; } = new Dictionary<string, long>();

    /// <summary>Where it runs, as it was set when the swap began; null in one that an older version has begun.</summary>
    public SwapPlace? Place { get; init; }

    /// <summary>The model as it was in the catalog when the swap began.</summary>
    public CatalogModel? Model { get; init; }

    /// <summary>Bytes of the weights, what the time limit is made of; null when some may have to be downloaded first.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>A user has said to load in spite of what may be ignored.</summary>
    public bool Anyway { get; init; }

    /// <summary>Since when the present driver drives: while there was none, nobody looked or did anything.</summary>
    public DateTimeOffset? DrivenSince { get; init; }

    /// <summary>When anything last moved.</summary>
    public DateTimeOffset? LastMove { get; init; }

    /// <summary>Nodes seen without a container of the model after it was removed, since the present phase began.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>Whether the launchers of this swap and of the one before were ended since the present phase began.</summary>
    public bool LauncherEnded { get; init; }

    /// <summary>Since when something is missing that should be there, by node; the launcher counts from its end.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Missing { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Why something was not done when it was last tried, as a sentence: by node; of the launcher under its own name.</summary>
    public IReadOnlyDictionary<string, string> Hindrances { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether any line of vLLM on the head was read.</summary>
    public bool HeadSpoke { get; init; }

    /// <summary>Whether this swap's head has printed that its start-up is complete.</summary>
    public bool SaidComplete { get; init; }

    /// <summary>Polls in a row that named the wanted model.</summary>
    public int GoodPolls { get; init; }

    /// <summary>Why the model gave no answer when it was last asked for one.</summary>
    public string? NoAnswer { get; init; }

    /// <summary>The best explanation so far, should it fail.</summary>
    public SuspectedCause? Suspect { get; init; }

    /// <summary>The number of the last line that a load should not have survived, and did.</summary>
    public long Outlived { get; init; }
}

/// <summary>Where a swap looks for its model, whatever is set meanwhile.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Port">vLLM's port.</param>
/// <param name="Image">The image.</param>
/// <param name="WorkerAddress">The worker's address as the head knows it; null when it is not set.</param>
public sealed record SwapPlace(string Container, int Port, string Image, string? WorkerAddress = null)
{
    /// <summary>Which machine each node was, by node; empty in a swap that an older version has begun.</summary>
    public IReadOnlyDictionary<string, NodeAddress> Machines { get; init; } = new Dictionary<string, NodeAddress>();

    /// <summary>Where the launcher is on the head; null in a swap that an older version has begun.</summary>
    public string? LauncherDir { get; init; }
}

/// <summary>Where a node is asked.</summary>
/// <param name="Host">Its address or name.</param>
/// <param name="Port">The port of its SSH server.</param>
public sealed record NodeAddress(string Host, int Port);

/// <summary>A line that would explain a failure.</summary>
/// <param name="Rank">The lower, the nearer to the root.</param>
/// <param name="Fatal">Nothing can come of the load after it.</param>
/// <param name="At">When it was read.</param>
/// <param name="Failure">What it means.</param>
public sealed record SuspectedCause(int Rank, bool Fatal, DateTimeOffset At, SwapFailure Failure)
{
    /// <summary>The node for which the last line spoke after which nothing can come of it.</summary>
    public string? FatalOn { get; init; }

    /// <summary>The number of that line.</summary>
    public long FatalLine { get; init; }
}
