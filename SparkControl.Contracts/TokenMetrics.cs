namespace SparkControl.Contracts;

/// <summary>
/// What a language model does, from two looks at its server's metrics. What cannot be told is null, never 0: after a
/// start of the server or of the monitor rates are known from the second look on.
/// </summary>
public sealed record TokenMetrics
{
    /// <summary>Tokens written, over all requests.</summary>
    public double? GenerationTokensPerSecond { get; init; }

    /// <summary>Tokens read. They come in bursts: a long prompt counts when it has been read.</summary>
    public double? PromptTokensPerSecond { get; init; }

    public int? RequestsRunning { get; init; }
    public int? RequestsWaiting { get; init; }

    /// <summary>The part of the KV cache that is in use, 0 to 1; of the fullest engine of several.</summary>
    public double? KvCacheFraction { get; init; }

    /// <summary>From a request to its first token, of those since the look before; null when there was none.</summary>
    public double? FirstTokenP50Seconds { get; init; }

    public double? FirstTokenP95Seconds { get; init; }

    /// <summary>From one token of an answer to its next.</summary>
    public double? InterTokenP50Seconds { get; init; }

    public double? InterTokenP95Seconds { get; init; }

    /// <summary>The part of the prompts that the prefix cache knew, 0 to 1; null when none was looked up.</summary>
    public double? PrefixCacheHitFraction { get; init; }
}
