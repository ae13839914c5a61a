namespace SparkControl.Simulator.Scenarios;

/// <summary>What happens to a launch.</summary>
public enum ScenarioKind
{
    /// <summary>It loads and serves.</summary>
    Normal,

    /// <summary>Loading takes four times as long.</summary>
    Slow,

    /// <summary>
    /// It loads and serves, and draws its bars in place: docker holds them back until the last newline.
    /// </summary>
    BarsInPlace,

    /// <summary>torch runs out of memory at 80 % of the shards; the container stays up.</summary>
    OutOfMemory,

    /// <summary>
    /// Files fill the head's memory until its page cache is dropped: vLLM finds too little free and ends.
    /// </summary>
    CacheFull,

    /// <summary>The KV cache is too small while --max-model-len is above <see cref="Scenario.Length"/>.</summary>
    CacheTooSmall,

    /// <summary>The engine dies after it has served for <see cref="Scenario.After"/>; the container stays up.</summary>
    CrashAfterReady,

    /// <summary>No line comes any more at 40 % of the shards; the process lives on.</summary>
    Stall,

    /// <summary>
    /// It serves; when it is killed, the driver keeps <see cref="Scenario.Gib"/> until the pair is reset.
    /// </summary>
    MemoryKept,

    /// <summary>Something else takes the port just before, and keeps it until the pair is reset.</summary>
    PortTaken,

    /// <summary>
    /// It serves, and so does somebody's vLLM of another model on the same port, until the pair is reset.
    /// </summary>
    PortShared,

    /// <summary>The worker's rank dies at 50 % of the shards; a launch on one node has none and says so.</summary>
    WorkerDies,

    /// <summary>It serves, but accepts connections and says nothing.</summary>
    Silent,

    /// <summary>The repository is gated and the token missing.</summary>
    Gated,

    /// <summary>The image does not know one of the arguments.</summary>
    UnknownArgument,

    /// <summary>When it serves, <see cref="Scenario.Lines"/> lines go to the log.</summary>
    Flood,

    /// <summary>The worker has another image than the head, at once and until the pair is reset.</summary>
    ImageMismatch,

    /// <summary>Every SSH connection to both nodes is cut at 40 % of the shards; what runs goes on.</summary>
    SshDrops,

    /// <summary>The head's SSH has another host key from 40 % of the shards on, until the pair is reset.</summary>
    HostKeyChanged,

    /// <summary>
    /// From 40 % of the shards on the head takes SSH connections and says nothing, until the pair is reset.
    /// </summary>
    SilentNode
}
