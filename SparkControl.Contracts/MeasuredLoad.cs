namespace SparkControl.Contracts;

/// <summary>What good loads have shown of the memory that models take.</summary>
/// <param name="Weights">The last 5 loads, newest first, by repository or path.</param>
public sealed record MeasuredState(IReadOnlyDictionary<string, IReadOnlyList<MeasuredLoad>> Weights);

/// <summary>One load that ended well, and the figures in vLLM's own lines.</summary>
/// <param name="Swap">The swap's id.</param>
/// <param name="At">When it was ready.</param>
/// <param name="Nodes">On how many nodes it ran.</param>
/// <param name="Settings">The settings that it was loaded with.</param>
/// <param name="Args">The model's own arguments, those of the settings not among them.</param>
/// <param name="Figures">What the lines said.</param>
public sealed record MeasuredLoad(
    string Swap, DateTimeOffset At, ModelNodes Nodes, ModelSettings Settings, IReadOnlyList<string> Args,
    LoadFigures Figures)
{
    /// <summary>The id of the image on the head; null when it was not known.</summary>
    public string? Image { get; init; }

    /// <summary>MemTotal of each node, in bytes; a node that did not say is not in it.</summary>
    public IReadOnlyDictionary<string, long> TotalBytes { get; init; } = new Dictionary<string, long>();
}

/// <summary>The memory figures in the lines of a load, as far as they were read.</summary>
public sealed record LoadFigures
{
    /// <summary>By the node that the line speaks for.</summary>
    public IReadOnlyDictionary<string, NodeFigures> Nodes { get; init; } = new Dictionary<string, NodeFigures>();

    /// <summary>Tokens that the cache holds, from <c>GPU KV cache size</c>; versions count them differently.</summary>
    public long? KvTokens { get; init; }

    /// <summary>The length in <c>Maximum concurrency for N tokens per request</c>.</summary>
    public long? RequestTokens { get; init; }

    /// <summary>How many requests of that length the cache holds at once.</summary>
    public double? Requests { get; init; }
}

/// <summary>What the lines of one node said, in bytes.</summary>
/// <param name="WeightsBytes">From <c>Model loading took</c>.</param>
/// <param name="KvBytes">From <c>Available KV cache memory</c>.</param>
/// <param name="GraphBytes">
/// What the cache leaves to CUDA graphs, from <c>Estimated CUDA graph memory</c>; 0 where a version says that it leaves
/// them nothing. vLLM may print less than none.
/// </param>
public sealed record NodeFigures(long? WeightsBytes = null, long? KvBytes = null, long? GraphBytes = null);
