using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>What the driver must find again after a restart.</summary>
public sealed record SwapRun
{
    /// <summary>The remote job of the launcher on the head.</summary>
    public string? LauncherJob { get; init; }

    /// <summary>
    /// The launcher's job of the swap before: should it still be at work, it is ended before anything is started.
    /// </summary>
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

    /// <summary>
    /// When the last swap before this one ended that has stopped or loaded a model: what it held may still come back.
    /// Null for none, and where that was waited for in vain.
    /// </summary>
    public DateTimeOffset? FormerEnd { get; init; }

    /// <summary>
    /// Where it runs, as it was set when the swap began; null in one that an older version has begun.
    /// </summary>
    public SwapPlace? Place { get; init; }

    /// <summary>The model as it was in the catalog when the swap began.</summary>
    public CatalogModel? Model { get; init; }

    /// <summary>
    /// Bytes of the weights, what the time limit is made of; null when some may have to be downloaded first.
    /// </summary>
    public long? WeightBytes { get; init; }

    /// <summary>The id of the image on the head, as the look before the load saw it; null before that.</summary>
    public string? Image { get; init; }

    /// <summary>The hash of the reservation's token that the click brought; null when it brought none.</summary>
    public string? Pass { get; init; }

    /// <summary>
    /// The action of a machine's that this swap is, or the update that tries its image by it; null for a click.
    /// </summary>
    public string? Action { get; init; }

    /// <summary>Whether an update tries its image by this swap.</summary>
    [JsonIgnore]
    public bool IsTrial => Action?.StartsWith(UpdateState.Prefix, StringComparison.Ordinal) == true;

    /// <summary>The trace of the request that began it, as a W3C traceparent; null where nobody traces.</summary>
    public string? Trace { get; init; }

    /// <summary>A user has said to load in spite of what may be ignored.</summary>
    public bool Anyway { get; init; }

    /// <summary>What it was loaded in spite of; in a roll back what the load that it repeats was.</summary>
    public IReadOnlyList<PassedCheck> Passed { get; init; } = [];

    /// <summary>Since when the present driver drives: while there was none, nobody looked or did anything.</summary>
    public DateTimeOffset? DrivenSince { get; init; }

    /// <summary>When anything last moved.</summary>
    public DateTimeOffset? LastMove { get; init; }

    /// <summary>
    /// Nodes seen without a container of the model after it was removed, since the present phase began.
    /// </summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>
    /// Whether the launchers of this swap and of the one before were ended since the present phase began.
    /// </summary>
    public bool LauncherEnded { get; init; }

    /// <summary>
    /// Since when something is missing that should be there, by node; the launcher counts from its end.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Missing { get; init; } =
        new Dictionary<string, DateTimeOffset>();

    /// <summary>
    /// Why something was not done when it was last tried, as a sentence: by node; of the launcher under its own name.
    /// </summary>
    public IReadOnlyDictionary<string, string> Hindrances { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether any line of vLLM on the head was read.</summary>
    public bool HeadSpoke { get; init; }

    /// <summary>
    /// The step that the head's lines had come to before every node's part was seen: the load begins there.
    /// </summary>
    public StageStart? Reached { get; init; }

    /// <summary>What the lines have said of memory so far.</summary>
    public LoadFigures Figures { get; init; } = new();

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
