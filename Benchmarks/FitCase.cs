namespace SparkControl.Benchmarks;

/// <summary>A load of somebody's, and what vLLM printed of its cache.</summary>
/// <param name="Name">The model and the machine.</param>
/// <param name="Source">Where the lines can be read.</param>
/// <param name="Config">What its configuration says of the layers.</param>
/// <param name="Args">What of its arguments decides over the cache.</param>
/// <param name="AvailableGib">From <c>Available KV cache memory</c>, of the rank that printed it.</param>
/// <param name="Context">The longest context that it was launched with, in tokens.</param>
internal sealed record FitCase(
    string Name, string Source, string Config, IReadOnlyList<string> Args, double AvailableGib, int Context)
{
    /// <summary>How many requests of that context had room.</summary>
    public double? Requests { get; init; }

    /// <summary>
    /// Tokens of the cache as older versions count them: each group of layers gets the same of all blocks.
    /// </summary>
    public long? Tokens { get; init; }

    /// <summary>The longest context that vLLM said would fit.</summary>
    public int? Longest { get; init; }

    /// <summary>
    /// What its lines leave open was filled in so that they come out: it shows no more than that they can.
    /// </summary>
    public bool Fitted { get; init; }
}
